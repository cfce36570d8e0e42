// The report pane: the list of reports, and one report's text with every mark in it, click through to the network.

import { at, button, make } from "./dom.js";
import { say, termLabel } from "./words.js";
import { unitAt } from "./data.js";
import { segments } from "./segments.js";
import { entityLink, figureRow, limited } from "./facts.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./app.js").Choice} Choice */

export class ReportPane {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.pane = at("report");
    this.open = -2;
    /** What each mark belongs to. @type {Map<number, Choice[]>} */
    this.owners = ownersOf(app);
    /** @type {HTMLElement[]} */
    this.spans = [];
    this.at = 0;
    app.listen((topics) => {
      if (topics.has("language") || app.reading.report !== this.open) this.show();
      if (topics.has("selection") || topics.has("reading") || topics.has("language")) this.light(topics.has("reading"));
      if (topics.has("tab") && app.tab === "report") this.light(true);
    });
    this.show();
  }

  show() {
    const { app } = this;
    this.open = app.reading.report;
    this.spans = [];
    this.closeChooser();
    const report = app.data.reports[this.open];
    this.pane.replaceChildren(...(report ? this.text(this.open) : this.list()));
    this.pane.scrollTop = 0;
  }

  /** @returns {Node[]} */
  list() {
    const { app } = this;
    const { reports, marks, entities } = app.data;
    if (!reports.length) return [make("p", { class: "none", text: say("reportNone") })];
    const counts = reports.map(() => 0);
    for (const report of marks.report) counts[report] = (counts[report] ?? 0) + 1;
    const rows = reports.map((report, i) => () =>
      make(
        "button",
        { type: "button", class: "source", onclick: () => this.read(i) },
        make("strong", { text: report.title }),
        make("span", { text: [report.publisher, report.issued, report.area >= 0 ? entities.name[report.area] : "", say("reportMarks", counts[i] ?? 0)].filter(Boolean).join(" · ") }),
      ),
    );
    return [make("p", { class: "sub", text: say("reportsCount", reports.length) }), limited(rows, 80)];
  }

  /** @param {number} report */
  read(report) {
    this.app.reading = { report, mark: -1, place: -1, length: 0 };
    this.app.tell("reading");
  }

  /** @param {number} id @returns {Node[]} */
  text(id) {
    const { app } = this;
    const report = app.data.reports[id];
    if (!report) return [];
    const head = make("div", { class: "source-head" });
    if (app.data.reports.length > 1) head.append(button(`‹ ${say("reportsAll")}`, () => this.read(-1), { class: "back" }));
    head.append(make("h2", { text: report.title }), make("p", { class: "sub", text: [report.publisher, report.issued, report.file].filter(Boolean).join(" · ") }));
    const link = make("a", { href: report.link, rel: "noreferrer noopener", target: "_blank", text: say("reportSource") });
    if (link.hasAttribute("href")) head.append(link);
    const spans = app.data.marks.report.flatMap((r, m) => (r === id ? [m] : []));
    const body = make("div", { class: "text", tabindex: "0", role: "group", "aria-label": say("reportText") });
    if (report.text === null) {
      head.append(make("p", { class: "none", text: say("reportNoText") }));
      for (const m of spans) body.append(make("p", {}, this.span(app.data.marks.words[m] ?? "", [m])));
    } else body.append(...this.marked(report.text, spans));
    body.addEventListener("keydown", (event) => this.key(event));
    body.addEventListener("click", (event) => {
      const span = event.target instanceof Element ? event.target.closest("[data-marks]") : null;
      if (span instanceof HTMLElement) this.choose(span);
      else this.closeChooser();
    });
    return [head, body];
  }

  /** @param {string} text @param {number[]} marks @returns {Node[]} */
  marked(text, marks) {
    const { start, end } = this.app.data.marks;
    const found = [];
    const spans = marks.map((m) => ({ start: unitAt(text, start[m] ?? -1), end: unitAt(text, end[m] ?? -1), id: m }));
    for (const segment of segments(text.length, spans)) {
      const words = text.slice(segment.start, segment.end);
      const span = segment.ids.length ? this.span(words, segment.ids) : make("span", { text: words });
      span.dataset["start"] = String(segment.start);
      found.push(span);
    }
    return found;
  }

  /** @param {string} words @param {number[]} marks the shortest first */
  span(words, marks) {
    const { app } = this;
    const span = make("span", { text: words, "data-marks": marks.join(" "), class: "passing" });
    const inner = marks.map((m) => this.owners.get(m) ?? []).find((owners) => owners.some((one) => one.kind !== "relation"));
    const owner = inner?.find((one) => one.kind !== "relation");
    if (owner?.kind === "entity") {
      const group = app.data.entities.group[owner.ids[0] ?? 0] ?? 0;
      span.className = "named";
      const colour = app.data.groups[group]?.[1] ?? "";
      if (/^#[0-9a-f]{6}$/i.test(colour)) span.style.setProperty("--mark", colour);
    } else if (owner) span.className = "numbered";
    this.spans.push(span);
    return span;
  }

  /** Lights up the marks of the selection, and brings the one to be read into view. @param {boolean} scroll */
  light(scroll) {
    const { app } = this;
    const { mark, place } = app.reading;
    const lit = new Set(app.marks());
    if (mark >= 0) lit.add(mark);
    let first = null;
    for (const span of this.spans) {
      const marks = marksOf(span);
      const on = marks.some((m) => lit.has(m));
      span.classList.toggle("lit", on);
      span.classList.toggle("read", mark >= 0 && marks.includes(mark));
      if (on && (!first || (mark >= 0 && marks.includes(mark) && !marksOf(first).includes(mark)))) first = span;
    }
    if (place >= 0) {
      const spans = [.../** @type {NodeListOf<HTMLElement>} */ (this.pane.querySelectorAll("[data-start]"))];
      first = spans.filter((span) => Number(span.dataset["start"]) <= place).pop() ?? null;
      for (const span of spans) span.classList.toggle("found", span === first);
    }
    if (scroll && first) this.bring(first);
  }

  /** @param {HTMLElement} span */
  bring(span) {
    const [frame, box] = [this.pane.getBoundingClientRect(), span.getBoundingClientRect()];
    this.pane.scrollTop += box.top - frame.top - frame.height / 3;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const current = this.spans[this.at];
    if (step) {
      const next = this.spans[Math.max(0, Math.min(this.spans.length - 1, current?.classList.contains("current") ? this.at + step : this.at))];
      current?.classList.remove("current");
      if (!next) return;
      this.at = this.spans.indexOf(next);
      next.classList.add("current");
      this.bring(next);
      at("status").textContent = next.textContent;
    } else if ((event.key === "Enter" || event.key === " ") && current) this.choose(current);
    else if (event.key === "Escape") this.closeChooser();
    else return;
    event.preventDefault();
  }

  /** Selects what a passage holds; of several things the reader takes one. @param {HTMLElement} span */
  choose(span) {
    const { app } = this;
    this.at = Math.max(0, this.spans.indexOf(span));
    const choices = marksOf(span).flatMap((m) => this.owners.get(m) ?? []);
    this.closeChooser();
    if (choices.length === 1 && choices[0]) this.take(choices[0]);
    else if (choices.length) this.openChooser(span, choices);
    else app.select(null, { read: false });
  }

  /** @param {Choice} choice */
  take(choice) {
    this.closeChooser();
    this.app.select(choice, { read: false, look: true });
  }

  /** @param {HTMLElement} span @param {Choice[]} choices */
  openChooser(span, choices) {
    const list = make("div", { class: "chooser", id: "chooser", role: "menu", "aria-label": say("chooser", choices.length) }, make("p", { text: say("chooser", choices.length) }));
    for (const choice of choices) {
      const row = this.row(choice);
      row.setAttribute("role", "menuitem");
      // The row's own button selects with the report pane following; here the pane must stay where it is.
      row.addEventListener("click", (event) => (event.stopImmediatePropagation(), this.take(choice)), { capture: true });
      list.append(row);
    }
    list.addEventListener("keydown", (event) => {
      const rows = [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[role=menuitem]"))];
      const now = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      if (event.key === "Escape") {
        this.closeChooser();
        /** @type {HTMLElement | null} */ (this.pane.querySelector(".text"))?.focus();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") rows[(now + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length]?.focus();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.pane.append(list);
    const [frame, box] = [this.pane.getBoundingClientRect(), span.getBoundingClientRect()];
    list.style.top = `${box.bottom - frame.top + this.pane.scrollTop + 4}px`;
    list.style.left = `${Math.max(8, Math.min(frame.width - list.offsetWidth - 24, box.left - frame.left))}px`;
    /** @type {HTMLElement | null} */ (list.querySelector("[role=menuitem]"))?.focus({ preventScroll: true });
  }

  /** @param {Choice} choice */
  row(choice) {
    const { app } = this;
    const [id = 0] = choice.ids;
    if (choice.kind === "entity") return entityLink(app, id);
    if (choice.kind === "figure") return figureRow(app, id);
    const { s, p, o } = app.data.relations;
    const { name } = app.data.entities;
    const text = `${name[s[id] ?? 0]} — ${termLabel(app.data.terms[p[id] ?? -1])} → ${name[o[id] ?? 0]}`;
    return make("button", { type: "button", class: "entity", text });
  }

  closeChooser() {
    document.getElementById("chooser")?.remove();
  }
}

/** @param {HTMLElement} span */
function marksOf(span) {
  return (span.dataset["marks"] ?? "").split(" ").filter(Boolean).map(Number);
}

/** Whom each mark belongs to: entities first, then figures, then relations. @param {App} app */
function ownersOf(app) {
  /** @type {Map<number, Choice[]>} */
  const found = new Map();
  const { entities, figures, relations } = app.data;
  const take = (/** @type {Choice["kind"]} */ kind, /** @type {number[][]} */ marks) => {
    marks.forEach((list, id) => {
      for (const m of list) found.set(m, [...(found.get(m) ?? []), { kind, ids: [id] }]);
    });
  };
  take("entity", entities.marks);
  take("figure", figures.marks);
  // The area of a figure is no relation that a passage tells.
  take("relation", relations.marks.map((marks, r) => (relations.drawn[r] ? marks : [])));
  return found;
}
