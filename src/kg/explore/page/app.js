// The explorer's state and what changes it. Panes listen; none of them knows another.

import { Graph } from "./graph.js";
import { Finder } from "./find.js";
import { fullIri } from "./data.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {"selection" | "shown" | "language" | "reading" | "camera" | "tab" | "notice"} Topic */
/** @typedef {{kind: "entity" | "relation" | "figure", ids: number[]}} Choice */
/** @typedef {{report: number, mark: number, place: number, length: number}} Reading `place` in UTF-16 units, or -1 */
/** @typedef {import("./graph.js").Filter} Filter */

export class App {
  /** @param {Data} data */
  constructor(data) {
    this.data = data;
    this.graph = new Graph(data);
    /** @type {Finder | null} */
    this.finder_ = null;
    /** @type {Choice | null} */
    this.choice = null;
    /** @type {Filter} */
    this.filter = { ...noFilter(), unfolded: new Set(), kept: new Set() };
    /** @type {{from: number, to: number, way: number[] | null} | null} */
    this.path = null;
    /** @type {Reading} */
    this.reading = { report: data.reports.length === 1 ? 0 : -1, mark: -1, place: -1, length: 0 };
    this.tab = "network";
    this.dock = "";
    this.shown = this.graph.shown(this.filter);
    /** @type {((topics: Set<Topic>) => void)[]} */
    this.listeners = [];
    /** Set by the network pane. @type {(ids: Iterable<number>, near?: boolean) => void} */
    this.lookAt = () => {};
  }

  /** Made when first asked for: the names of 20 000 entities take a moment to fold. */
  get finder() {
    this.finder_ ??= new Finder(this.data, this.graph.rank);
    return this.finder_;
  }

  /** @param {(topics: Set<Topic>) => void} listener */
  listen(listener) {
    this.listeners.push(listener);
  }

  /** @param {...Topic} topics */
  tell(...topics) {
    const set = new Set(topics);
    for (const listener of this.listeners) listener(set);
  }

  /**
   * Selects, and unfolds what is selected. `look` moves the network there; `read` moves the report pane.
   * @param {Choice | null} choice
   * @param {{look?: boolean, read?: boolean}} [how]
   */
  select(choice, how = {}) {
    if (this.path && this.path.to < 0 && choice?.kind === "entity") {
      this.findPath(this.path.from, choice.ids[0] ?? -1);
      return;
    }
    this.choice = choice;
    const ends = this.ends();
    this.filter.kept = new Set([...ends, ...this.wayEntities()]);
    if (choice?.kind === "entity" && choice.ids.length === 1 && ends[0] !== undefined) {
      this.filter.unfolded.add(ends[0]);
      for (const n of this.graph.neighbours(ends[0])) this.filter.unfolded.add(n);
    } else for (const n of ends) this.filter.unfolded.add(n);
    this.reshow();
    const mark = this.marks()[0];
    if (how.read !== false && mark !== undefined) {
      const report = this.data.marks.report[mark] ?? -1;
      const same = this.marks().find((m) => this.data.marks.report[m] === this.reading.report);
      this.reading = same === undefined ? { report, mark, place: -1, length: 0 } : { ...this.reading, mark: same, place: -1 };
    } else if (how.read !== false) this.reading = { ...this.reading, mark: -1, place: -1 };
    this.tell("selection", "shown", "reading");
    if (how.look && ends.length) this.lookAt(ends);
  }

  /** @param {number} n @param {{look?: boolean, read?: boolean}} [how] */
  selectEntity(n, how = {}) {
    this.select({ kind: "entity", ids: [n] }, how);
  }

  /** The entities that the selection is about. */
  ends() {
    const { relations, figures } = this.data;
    const ids = this.choice?.ids ?? [];
    if (this.choice?.kind === "relation") return ids.flatMap((r) => [relations.s[r] ?? 0, relations.o[r] ?? 0]);
    if (this.choice?.kind === "figure") return ids.map((f) => this.subjectOf(f)).filter((n) => n >= 0);
    return ids;
  }

  /** The entity on which a figure is shown: what it describes, else its area. @param {number} f */
  subjectOf(f) {
    const about = this.data.figures.about[f] ?? -1;
    return about >= 0 ? about : (this.data.figures.area[f] ?? -1);
  }

  /** The marks of what is selected. */
  marks() {
    const { entities, relations, figures } = this.data;
    const of = this.choice?.kind === "relation" ? relations : this.choice?.kind === "figure" ? figures : entities;
    return (this.choice?.ids ?? []).flatMap((i) => of.marks[i] ?? []);
  }

  /** The one selected entity, or -1. */
  get entity() {
    return this.choice?.kind === "entity" && this.choice.ids.length === 1 ? (this.choice.ids[0] ?? -1) : -1;
  }

  // --- What is shown ---

  reshow() {
    this.shown = this.graph.shown(this.filter);
  }

  /** @param {Partial<Filter>} change */
  setFilter(change) {
    Object.assign(this.filter, change);
    if (this.filter.steps > 0 || change.area !== undefined || change.report !== undefined) this.filter.kept = new Set(this.ends());
    this.reshow();
    this.tell("shown");
  }

  clearFilter() {
    this.path = null;
    this.setFilter(noFilter());
    this.tell("selection");
  }

  /** Whether anything is filtered out, apart from the summary of a large graph. */
  get filtered() {
    const { off, predicatesOff, area, report, period, steps } = this.filter;
    return off.size > 0 || predicatesOff.size > 0 || area >= 0 || report >= 0 || period !== "" || steps > 0;
  }

  /** Whether the page shows the main entities of a large graph only. */
  get summarized() {
    const { area, report, period, steps, all } = this.filter;
    return this.graph.size > this.graph.summary().length && !all && area < 0 && report < 0 && !period && steps === 0;
  }

  // --- Paths ---

  /** @param {number} from */
  startPath(from) {
    this.path = { from, to: -1, way: null };
    this.tell("notice");
  }

  /** @param {number} from @param {number} to */
  findPath(from, to) {
    const way = this.graph.path(from, to);
    this.path = { from, to, way };
    this.choice = null;
    this.filter.kept = new Set([from, to, ...this.wayEntities()]);
    for (const n of this.filter.kept) this.filter.unfolded.add(n);
    this.reshow();
    this.tell("selection", "shown", "notice");
    this.lookAt(this.filter.kept);
  }

  endPath() {
    this.path = null;
    this.tell("selection", "shown", "notice");
  }

  /** The entities along the path, in order. */
  wayEntities() {
    const found = [];
    if (this.path?.way) {
      let n = this.path.from;
      found.push(n);
      for (const r of this.path.way) found.push((n = this.graph.other(r, n)));
    }
    return found;
  }

  // --- Names ---

  /** @param {number} n */
  iriOf(n) {
    return fullIri(this.data, this.data.entities.iri[n] ?? "");
  }

  /** The entities, relations and figures of some IRIs, as rows of a query's answer hold them. @param {string[]} iris */
  selectIris(iris) {
    const wanted = new Set(iris);
    const entities = this.data.entities.iri.flatMap((iri, n) => (wanted.has(fullIri(this.data, iri)) ? [n] : []));
    const figures = this.data.figures.iri.flatMap((iri, f) => (wanted.has(fullIri(this.data, iri)) ? [f] : []));
    if (entities.length) this.select({ kind: "entity", ids: entities }, { look: true });
    else if (figures.length) this.select({ kind: "figure", ids: figures }, { look: true });
  }

  /** Opens a pane: on a phone its tab, at a desk its place in the dock. @param {string} tab */
  openTab(tab) {
    this.tab = tab;
    if (tab === "figures" || tab === "query") this.dock = tab;
    this.tell("tab");
  }
}

/**
 * What shows everything.
 * @returns {Omit<Filter, "unfolded" | "kept">}
 */
function noFilter() {
  return { off: new Set(), predicatesOff: new Set(), area: -1, report: -1, period: "", centre: -1, steps: 0, all: false };
}
