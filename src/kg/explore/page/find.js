// Search as you type: names and aliases (by characters or pinyin initials), figures, and the reports' texts.

/** @typedef {import("./data.js").Data} Data */
/**
 * @typedef {{kind: "entity" | "figure" | "text", id: number, text: string, note: string, at: number, length: number}} Hit
 * `at` and `length` tell which part of `text` matched; for a hit in a report's text, `id` is the report and `place`
 * its place there in UTF-16 units.
 * @typedef {Hit & {place?: number}} Found
 */

const MOST = { entity: 12, figure: 6, text: 8 };

/** @param {string} text */
export function folded(text) {
  return text.normalize("NFKC").toLowerCase();
}

export class Finder {
  /**
   * @param {Data} data
   * @param {ArrayLike<number>} rank entities in the order in which equally good hits are listed
   */
  constructor(data, rank) {
    this.data = data;
    this.rank = rank;
    const { name, alias } = data.entities;
    this.names = name.map((text, n) => [text, ...(alias[n] ?? [])].map(folded));
    this.initials = this.names.map((texts) => texts.map((text) => this.initialsOf(text)));
    // Few names hold a character of several readings; the others need no second look.
    const several = new Set(Object.entries(data.letters).flatMap(([char, all]) => (all.length > 1 ? [char] : [])));
    this.several = this.names.map((texts) => texts.map((text) => [...text].some((char) => several.has(char))));
    const { measures, figures } = data;
    this.figureTexts = figures.name.map((text, f) => folded(`${text} ${measures[figures.measure[f] ?? 0]?.[0] ?? ""}`));
  }

  /** The usual initial of each character, by which most names are found. @param {string} text */
  initialsOf(text) {
    let found = "";
    for (const char of text) found += this.data.letters[char]?.[0] ?? char;
    return found;
  }

  /**
   * Where the initials of a text match, every reading of every character counted; -1 for nowhere.
   * @param {string} text
   * @param {string} wanted
   */
  byReadings(text, wanted) {
    const { letters } = this.data;
    for (let start = 0; start + wanted.length <= text.length; start++) {
      let i = 0;
      while (i < wanted.length) {
        const char = text[start + i] ?? "";
        if (!(letters[char] ?? char).includes(wanted[i] ?? "?")) break;
        i++;
      }
      if (i === wanted.length) return start;
    }
    return -1;
  }

  /**
   * The best entities for some words: whole names first, then beginnings, then parts; at most `most`.
   * @param {string} query
   * @param {number} [most]
   * @returns {Found[]}
   */
  entities(query, most = MOST.entity) {
    const wanted = folded(query.trim());
    if (!wanted) return [];
    const latin = /^[a-z0-9]+$/.test(wanted);
    /** @type {[number, Found][]} */
    const found = [];
    for (let i = 0; i < this.rank.length; i++) {
      const n = this.rank[i] ?? 0;
      const texts = this.names[n] ?? [];
      let best = 9;
      let which = 0;
      let place = 0;
      for (let t = 0; t < texts.length && best > 0; t++) {
        const text = texts[t] ?? "";
        let at = text.indexOf(wanted);
        let score = at < 0 ? 9 : text.length === wanted.length ? 0 : at === 0 ? 2 : 4;
        if (at < 0 && latin) {
          const initials = this.initials[n]?.[t] ?? "";
          at = initials.indexOf(wanted);
          if (at < 0 && this.several[n]?.[t]) at = this.byReadings(text, wanted);
          if (at >= 0) score = initials.length === wanted.length ? 1 : at === 0 ? 3 : 5;
        }
        if (score < best) [best, which, place] = [score, t, at];
      }
      if (best < 9) found.push([best, this.hit(n, which, place, wanted.length)]);
    }
    found.sort((a, b) => a[0] - b[0]); // stable: the rank decides between equals
    return found.slice(0, most).map(([, hit]) => hit);
  }

  /** @param {number} n @param {number} which @param {number} place @param {number} length @returns {Found} */
  hit(n, which, place, length) {
    const { name, alias } = this.data.entities;
    const text = (which === 0 ? name[n] : alias[n]?.[which - 1]) ?? "";
    return { kind: "entity", id: n, text, note: which === 0 ? "" : (name[n] ?? ""), at: place, length };
  }

  /** @param {string} query @returns {Found[]} */
  figures(query) {
    const wanted = folded(query.trim());
    if (!wanted) return [];
    /** @type {Found[]} */
    const found = [];
    for (let f = 0; f < this.figureTexts.length && found.length < MOST.figure; f++) {
      if (!this.figureTexts[f]?.includes(wanted)) continue;
      const text = this.data.figures.name[f] ?? "";
      found.push({ kind: "figure", id: f, text, note: this.data.figures.period[f] ?? "", at: folded(text).indexOf(wanted), length: wanted.length });
    }
    return found;
  }

  /** @param {string} query @returns {Found[]} */
  texts(query) {
    const wanted = query.trim();
    /** @type {Found[]} */
    const found = [];
    if (!wanted) return found;
    this.data.reports.forEach((report, id) => {
      if (report.text === null) return;
      for (let place = report.text.indexOf(wanted); place >= 0 && found.length < MOST.text; place = report.text.indexOf(wanted, place + wanted.length)) {
        const from = Math.max(0, place - 12);
        const before = report.text.slice(from, place).replace(/^[\s\S]*[\r\n。；]/, "");
        const behind = report.text.slice(place + wanted.length, place + wanted.length + 24).replace(/[\r\n][\s\S]*$/, "");
        found.push({ kind: "text", id, text: before + wanted + behind, note: report.title, at: before.length, length: wanted.length, place });
      }
    });
    return found;
  }

  /** @param {string} query @returns {Found[]} */
  all(query) {
    return [...this.entities(query), ...this.figures(query), ...this.texts(query)];
  }
}
