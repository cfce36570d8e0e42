// The page's data as Python's `columns` wrote it, unpacked from the file itself.

/**
 * @typedef {{name: string[], iri: string[], kind: number[], group: number[], alias: string[][],
 *   about: [number, string | number][][], marks: number[][], first: number[], x: number[], y: number[],
 *   parent: number[]}} Entities
 * @typedef {{s: number[], p: number[], o: number[], marks: number[][], drawn: number[], inside: number[]}} Relations
 * @typedef {{name: string[], iri: string[], words: string[], value: (number | null)[], upper: (number | null)[],
 *   unit: string[], measure: number[], qualifier: number[], statistic: number[], per: string[], base: string[],
 *   about: number[], area: number[], period: string[], basis: string[], marks: number[][]}} Figures
 * @typedef {{iri: string, title: string, publisher: string, issued: string, file: string, period: string,
 *   area: number, entity: number, link: string, sha256: string, text: string | null}} Report
 * @typedef {{report: number[], start: number[], end: number[], words: string[]}} Marks
 * @typedef {{title: string, base: string, prefixes: Record<string, string>, terms: [string, string, string][],
 *   groups: [number, string, string][], entities: Entities, relations: Relations, figures: Figures,
 *   territories: [number, number, number, number, number][], measures: [string, number][], reports: Report[],
 *   marks: Marks, letters: Record<string, string>}} Data
 */

/**
 * The bytes that an inert element of the page holds as gzip in base64.
 * @param {string} text
 * @returns {Promise<string>}
 */
export async function unpack(text) {
  const packed = atob(text.trim());
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

/**
 * An IRI of the data in full: those of instances are written without their base.
 * @param {{base: string}} data
 * @param {string} iri
 */
export function fullIri(data, iri) {
  return iri.includes(":") ? iri : data.base + iri;
}

/**
 * The position in UTF-16 units of each code point of a text, or null where both are the same.
 * @param {string} text
 * @returns {Int32Array | null}
 */
export function unitsOf(text) {
  if (!/[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text)) return null;
  const found = [];
  let at = 0;
  for (const character of text) {
    found.push(at);
    at += character.length;
  }
  found.push(at);
  return Int32Array.from(found);
}

/** @type {Map<string, Int32Array | null>} */
const unitsByText = new Map();

/**
 * A place of a text, counted in code points, in UTF-16 units; never outside the text.
 * @param {string} text
 * @param {number} point
 */
export function unitAt(text, point) {
  let units = unitsByText.get(text);
  if (units === undefined) unitsByText.set(text, (units = unitsOf(text)));
  const last = units ? units.length - 1 : text.length;
  const within = Math.max(0, Math.min(last, point));
  return units ? (units[within] ?? text.length) : within;
}

const ENDS = /[。！？!?；;\r\n\u2028\u2029]/;

/**
 * The words of a mark with the rest of their sentence before and behind, as far as the text is at hand.
 * @param {Data} data
 * @param {number} mark
 * @returns {{before: string, words: string, behind: string}}
 */
export function sentenceOf(data, mark) {
  const { marks } = data;
  const text = data.reports[marks.report[mark] ?? -1]?.text;
  if (text === null || text === undefined) return { before: "", words: marks.words[mark] ?? "", behind: "" };
  const start = unitAt(text, marks.start[mark] ?? 0);
  const end = Math.max(start, unitAt(text, marks.end[mark] ?? 0));
  let from = start;
  while (from > 0 && start - from < 220 && !ENDS.test(text[from - 1] ?? "")) from--;
  let to = end;
  // Words that end with the end of their sentence have all of it already.
  if (!ENDS.test(text[end - 1] ?? "")) {
    while (to < text.length && to - end < 220 && !ENDS.test(text[to] ?? "")) to++;
    if (/[。！？!?；;]/.test(text[to] ?? "")) to++;
  }
  return { before: text.slice(from, start).trimStart(), words: text.slice(start, end), behind: text.slice(end, to) };
}
