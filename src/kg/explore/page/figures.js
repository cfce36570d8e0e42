// The figures pane: a table to filter and sort, and a small chart of the values of one measure.

import { at, button, choices, make, makeSvg } from "./dom.js";
import { say, termLabel } from "./words.js";
import { valueText } from "./facts.js";
import { areaChoices, periodChoices } from "./legend.js";
import { COLUMNS, comparable, tableRows } from "./table.js";

/** @typedef {import("./app.js").App} App */

const PAGE = 200;
const BARS = 14;

export class FiguresPane {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.pane = at("figures");
    /** @type {import("./table.js").Wanted} */
    this.wanted = { text: "", area: -1, period: "", qualifier: -1, concept: -1 };
    /** @type {import("./table.js").Column} */
    this.column = "measure";
    this.down = false;
    this.made = false;
    app.listen((topics) => {
      if (topics.has("language")) this.made = false;
      if (!this.visible()) return;
      if (!this.made) this.build();
      else if (topics.has("selection")) this.show(false);
    });
  }

  visible() {
    return this.app.dock === "figures" || this.app.tab === "figures";
  }

  build() {
    this.made = true;
    const { app, wanted } = this;
    if (!app.data.figures.name.length) {
      this.pane.replaceChildren(make("p", { class: "none", text: say("figuresNone") }));
      return;
    }
    const input = make("input", { type: "search", placeholder: say("figuresFilter"), "aria-label": say("figuresFilter"), value: wanted.text });
    input.addEventListener("input", () => this.want({ text: input.value }));
    const qualifiers = [...new Set(app.data.figures.qualifier)].filter((t) => t >= 0);
    const named = /** @type {[string, string][]} */ (qualifiers.map((t) => [String(t), termLabel(app.data.terms[t])]));
    this.count = make("span", { class: "sub", role: "status" });
    this.body = make("tbody");
    this.head = make("tr");
    this.chart = make("figure", { class: "chart" });
    const bar = make(
      "div",
      { class: "bar" },
      input,
      choices(say("area"), [["-1", say("anyArea")], ...areaChoices(app)], String(wanted.area), (v) => this.want({ area: Number(v) })),
      choices(say("period"), [["", say("anyPeriod")], ...periodChoices(app)], wanted.period, (v) => this.want({ period: v })),
      choices(say("qualifier"), [["-1", say("anyQualifier")], ...named], String(wanted.qualifier), (v) => this.want({ qualifier: Number(v) })),
      this.count,
    );
    const table = make("table", {}, make("thead", {}, this.head), this.body);
    this.pane.replaceChildren(bar, make("div", { class: "split" }, make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("figures") }, table), this.chart));
    this.show(true);
  }

  /** @param {Partial<import("./table.js").Wanted>} change */
  want(change) {
    Object.assign(this.wanted, change);
    this.show(true);
  }

  rows() {
    return tableRows(this.app.data, this.wanted, this.column, this.down, (n, area) => this.app.graph.within(n, area));
  }

  /** @param {boolean} afresh whether the rows may have changed */
  show(afresh) {
    const { app, body, head, count } = this;
    if (!body || !head || !count) return;
    if (afresh) {
      const rows = this.rows();
      head.replaceChildren(...COLUMNS.map((column) => this.heading(column)));
      body.replaceChildren();
      this.append(rows, 0);
      if (!rows.length) body.append(make("tr", {}, make("td", { colspan: COLUMNS.length, class: "none", text: say("figuresNoMatch") })));
      count.textContent = say("figuresShown", rows.length, app.data.figures.name.length);
    }
    const chosen = app.choice?.kind === "figure" ? (app.choice.ids[0] ?? -1) : -1;
    for (const row of body.children) row.setAttribute("aria-selected", String(Number(row.getAttribute("data-figure")) === chosen && row.hasAttribute("data-figure")));
    this.showChart(chosen);
  }

  /** @param {import("./table.js").Column} column */
  heading(column) {
    const on = this.column === column;
    const sorted = on ? (this.down ? "descending" : "ascending") : "none";
    const act = () => {
      this.down = on ? !this.down : column === "value";
      this.column = column;
      this.show(true);
      /** @type {HTMLElement | undefined} */ (this.pane.querySelectorAll("th button")[COLUMNS.indexOf(column)])?.focus();
    };
    return make("th", { scope: "col", "aria-sort": sorted, class: column }, button(`${say(column)}${on ? (this.down ? " ↓" : " ↑") : ""}`, act));
  }

  /** @param {number[]} rows @param {number} from */
  append(rows, from) {
    this.body?.append(...rows.slice(from, from + PAGE).map((f) => this.row(f)));
    if (rows.length <= from + PAGE) return;
    const more = make("tr", {}, make("td", { colspan: COLUMNS.length }, button(say("more", rows.length - from - PAGE), () => (more.remove(), this.append(rows, from + PAGE)))));
    this.body?.append(more);
  }

  /** @param {number} f */
  row(f) {
    const { app } = this;
    const { figures, measures, entities, terms } = app.data;
    const act = () => app.select({ kind: "figure", ids: [f] }, { look: true });
    const row = make(
      "tr",
      { "data-figure": f, onclick: act },
      make("th", { scope: "row" }, button(measures[figures.measure[f] ?? 0]?.[0] || say("words"), () => {})),
      make("td", { class: "value" }, make("span", { text: valueText(app, f) }), make("small", { text: figures.words[f] ?? "" })),
      make("td", { text: entities.name[figures.about[f] ?? -1] ?? "" }),
      make("td", { text: entities.name[figures.area[f] ?? -1] ?? "" }),
      make("td", { text: figures.period[f] ?? "" }),
      make("td", { text: termLabel(terms[figures.qualifier[f] ?? -1]) }),
    );
    return row;
  }

  /** Bars for every value of the selected figure's measure. @param {number} f */
  showChart(f) {
    const { app, chart } = this;
    if (!chart) return;
    const all = f >= 0 ? comparable(app.data, f) : [];
    if (all.length < 2) {
      chart.replaceChildren(make("figcaption", { class: "none", text: say(f >= 0 ? "chartOne" : "chartHint") }));
      return;
    }
    const { figures, entities, measures, terms } = app.data;
    const shown = [...all].sort((a, b) => (figures.value[b] ?? 0) - (figures.value[a] ?? 0)).slice(0, BARS);
    if (!shown.includes(f)) shown[shown.length - 1] = f;
    const most = Math.max(...shown.map((i) => Math.abs(figures.upper[i] ?? figures.value[i] ?? 0)), 1e-9);
    const high = 34;
    const svg = makeSvg("svg", { viewBox: `0 0 320 ${shown.length * high}`, role: "img", "aria-label": shown.map((i) => figures.name[i]).join("；") });
    shown.forEach((i, row) => {
      const wide = (Math.abs(figures.value[i] ?? 0) / most) * 316;
      const who = [entities.name[app.subjectOf(i)], figures.period[i]].filter(Boolean).join(" · ");
      const name = makeSvg("text", { x: 2, y: row * high + 12, class: "who", text: who.length > 24 ? `${who.slice(0, 23)}…` : who });
      const value = makeSvg("text", { x: 318, y: row * high + 12, class: "amount", "text-anchor": "end", text: figures.words[i] ?? "" });
      svg.append(makeSvg("g", { class: i === f ? "on" : "" }, name, value, makeSvg("rect", { x: 2, y: row * high + 17, width: Math.max(2, wide), height: 9, rx: 2 })));
    });
    const [name = "", concept = -1] = measures[figures.measure[f] ?? 0] ?? [];
    chart.replaceChildren(make("figcaption", { text: say("chartOf", (concept >= 0 && termLabel(terms[concept])) || name, figures.unit[f] ?? "") }), svg);
  }
}
