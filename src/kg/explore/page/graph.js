// The network as numbers: who is next to whom, what is within some steps, the way between two, what is shown.

/** @typedef {import("./data.js").Data} Data */
/**
 * @typedef {{off: Set<number>, predicatesOff: Set<number>, area: number, report: number, period: string,
 *   centre: number, steps: number, unfolded: Set<number>, all: boolean, kept: Set<number>}} Filter
 */

export const SUMMARY_ABOVE = 2000;
export const SUMMARY_SIZE = 1200;

export class Graph {
  /** @param {Data} data */
  constructor(data) {
    this.data = data;
    this.size = data.entities.name.length;
    const { s, p, o, drawn, inside } = data.relations;
    this.degree = new Int32Array(this.size);
    this.edges = /** @type {number[]} */ ([]);
    for (let r = 0; r < s.length; r++) {
      this.count(s[r], o[r]);
      if (drawn[r] && s[r] !== undefined) this.edges.push(r);
    }
    // Relations of each entity, one after the other: from `first[n]` to `first[n + 1]` in `links`.
    this.first = new Int32Array(this.size + 1);
    for (let n = 0; n < this.size; n++) this.first[n + 1] = (this.first[n] ?? 0) + (this.degree[n] ?? 0);
    this.links = new Int32Array(this.first[this.size] ?? 0);
    const next = this.first.slice();
    for (let r = 0; r < s.length; r++) {
      for (const n of s[r] === o[r] ? [s[r]] : [s[r], o[r]]) {
        if (n !== undefined) {
          const place = next[n] ?? 0;
          this.links[place] = r;
          next[n] = place + 1;
        }
      }
    }
    this.holds = new Uint8Array(this.size);
    for (let r = 0; r < s.length; r++) if (inside[r]) this.holds[o[r] ?? 0] = 1;
    this.figures = /** @type {number[][]} */ (Array.from({ length: this.size }, () => []));
    data.figures.about.forEach((about, f) => {
      const on = about >= 0 ? about : (data.figures.area[f] ?? -1);
      if (on >= 0) this.figures[on]?.push(f);
    });
    this.bends = bendsOf(this.edges, s, o);
    this.predicates = [...new Set(this.edges.map((r) => p[r] ?? 0))];
    this.rank = this.ranked();
  }

  /** @param {number | undefined} a @param {number | undefined} b */
  count(a, b) {
    if (a === undefined || b === undefined) return;
    this.degree[a] = (this.degree[a] ?? 0) + 1;
    if (a !== b) this.degree[b] = (this.degree[b] ?? 0) + 1;
  }

  /** How much an entity matters from afar. @param {number} n */
  weight(n) {
    return (this.holds[n] ? 1000 : 0) + (this.data.entities.first[n] ? 6 : 0) + (this.degree[n] ?? 0) + (this.figures[n]?.length ?? 0) / 4;
  }

  /** All entities, those that matter most first. */
  ranked() {
    const weights = Float64Array.from({ length: this.size }, (_, n) => this.weight(n));
    const order = Int32Array.from({ length: this.size }, (_, n) => n);
    return order.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  }

  /** The relations of an entity. @param {number} n */
  linksOf(n) {
    return this.links.subarray(this.first[n], this.first[n + 1]);
  }

  /** The other end of a relation. @param {number} r @param {number} n */
  other(r, n) {
    const { s, o } = this.data.relations;
    return (s[r] === n ? o[r] : s[r]) ?? n;
  }

  /** The neighbours of an entity over drawn relations, each once. @param {number} n */
  neighbours(n) {
    const found = new Set();
    for (const r of this.linksOf(n)) if (this.data.relations.drawn[r]) found.add(this.other(r, n));
    found.delete(n);
    return /** @type {Set<number>} */ (found);
  }

  /** All entities at most `steps` relations away. @param {number} centre @param {number} steps */
  around(centre, steps) {
    const found = new Set([centre]);
    let rim = [centre];
    for (let step = 0; step < steps; step++) {
      const next = [];
      for (const n of rim) {
        for (const other of this.neighbours(n)) {
          if (!found.has(other)) next.push(other);
          found.add(other);
        }
      }
      rim = next;
    }
    return found;
  }

  /**
   * A shortest way between two entities as relations in order; null where there is none.
   * @param {number} from
   * @param {number} to
   * @returns {number[] | null}
   */
  path(from, to) {
    const came = new Int32Array(this.size).fill(-1);
    const seen = new Uint8Array(this.size);
    seen[from] = 1;
    let rim = [from];
    while (rim.length && !seen[to]) {
      const next = [];
      for (const n of rim) {
        for (const r of this.linksOf(n)) {
          const other = this.other(r, n);
          if (seen[other]) continue;
          seen[other] = 1;
          came[other] = r;
          next.push(other);
        }
      }
      rim = next;
    }
    if (!seen[to]) return null;
    const found = [];
    for (let n = to; n !== from; n = this.other(found[0] ?? 0, n)) found.unshift(came[n] ?? 0);
    return found;
  }

  /** Whether an entity stands in an area: it is the area, or what it stands around does. @param {number} n @param {number} area */
  within(n, area) {
    const { parent } = this.data.entities;
    for (let at = n, steps = 0; at >= 0 && steps < 40; at = parent[at] ?? -1, steps++) if (at === area) return true;
    return false;
  }

  /** Whether one of its marks is in a report. @param {number} n @param {number} report */
  isIn(n, report) {
    const { marks, entities, reports } = this.data;
    return reports[report]?.entity === n || (entities.marks[n] ?? []).some((m) => marks.report[m] === report);
  }

  /** Whether a report of it is about a period, or a figure of it. @param {number} n @param {string} period */
  isOf(n, period) {
    const { marks, entities, reports, figures } = this.data;
    return (
      (this.figures[n] ?? []).some((f) => figures.period[f] === period) ||
      (entities.marks[n] ?? []).some((m) => reports[marks.report[m] ?? -1]?.period === period)
    );
  }

  /** The entities of the first view of a large graph. */
  summary() {
    return this.rank.subarray(0, this.size > SUMMARY_ABOVE ? SUMMARY_SIZE : this.size);
  }

  /**
   * 1 for each entity that is shown.
   * @param {Filter} filter
   * @returns {Uint8Array}
   */
  shown(filter) {
    const found = new Uint8Array(this.size);
    if (filter.all || this.size <= SUMMARY_ABOVE) found.fill(1);
    else {
      for (const n of this.summary()) found[n] = 1;
      for (const n of filter.unfolded) found[n] = 1;
    }
    const { group } = this.data.entities;
    const near = filter.centre >= 0 && filter.steps > 0 ? this.around(filter.centre, filter.steps) : null;
    if (near) for (const n of near) found[n] = 1;
    if (filter.area >= 0 || filter.report >= 0 || filter.period) found.fill(1);
    for (let n = 0; n < this.size; n++) {
      if (!found[n]) continue;
      if (
        filter.off.has(group[n] ?? -1) ||
        (near && !near.has(n)) ||
        (filter.area >= 0 && !this.within(n, filter.area)) ||
        (filter.report >= 0 && !this.isIn(n, filter.report)) ||
        (filter.period && !this.isOf(n, filter.period))
      ) {
        found[n] = 0;
      }
    }
    for (const n of filter.kept) found[n] = 1;
    return found;
  }
}

/**
 * How far each drawn relation bends to keep clear of others between the same two: 0 is straight.
 * @param {number[]} edges
 * @param {number[]} s
 * @param {number[]} o
 * @returns {Map<number, number>}
 */
export function bendsOf(edges, s, o) {
  /** @type {Map<string, number[]>} */
  const pairs = new Map();
  for (const r of edges) {
    const [a, b] = [s[r] ?? 0, o[r] ?? 0];
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const found = pairs.get(key);
    if (found) found.push(r);
    else pairs.set(key, [r]);
  }
  const bends = new Map();
  for (const together of pairs.values()) {
    if (together.length === 1 && s[together[0] ?? 0] !== o[together[0] ?? 0]) continue;
    together.forEach((r, i) => {
      const turn = s[r] === o[r] ? i + 1 : i - (together.length - 1) / 2;
      // Seen from its own subject a relation the other way round bends to the other side.
      bends.set(r, (s[r] ?? 0) <= (o[r] ?? 0) ? turn : -turn);
    });
  }
  return bends;
}
