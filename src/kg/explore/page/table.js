// The rows of the figures table: filtered and sorted, and the values that can be compared in a chart.

/** @typedef {import("./data.js").Data} Data */
/**
 * @typedef {{text: string, area: number, period: string, qualifier: number, concept: number}} Wanted
 * @typedef {"measure" | "value" | "about" | "area" | "period" | "qualifier"} Column
 */

/** @type {Column[]} */
export const COLUMNS = ["measure", "value", "about", "area", "period", "qualifier"];

/**
 * The figures that pass, in order.
 * @param {Data} data
 * @param {Wanted} wanted
 * @param {Column} column
 * @param {boolean} down whether the largest comes first
 * @param {(n: number, area: number) => boolean} within
 */
export function tableRows(data, wanted, column, down, within) {
  const { figures, measures } = data;
  const text = wanted.text.trim().toLowerCase();
  const found = [];
  for (let f = 0; f < figures.name.length; f++) {
    const concept = measures[figures.measure[f] ?? 0]?.[1] ?? -1;
    if (wanted.qualifier >= 0 && figures.qualifier[f] !== wanted.qualifier) continue;
    if (wanted.concept >= 0 && concept !== wanted.concept) continue;
    if (wanted.period && figures.period[f] !== wanted.period) continue;
    if (wanted.area >= 0 && ![figures.area[f], figures.about[f]].some((n) => n !== undefined && n >= 0 && within(n, wanted.area))) continue;
    if (text && !searchable(data, f).includes(text)) continue;
    found.push(f);
  }
  const keys = new Map(found.map((f) => [f, keyOf(data, f, column)]));
  const turn = down ? -1 : 1;
  return found.sort((a, b) => turn * compare(keys.get(a), keys.get(b)) || a - b);
}

/** @param {Data} data @param {number} f */
function searchable(data, f) {
  const { figures, measures, entities } = data;
  const parts = [figures.name[f], figures.words[f], measures[figures.measure[f] ?? 0]?.[0], entities.name[figures.about[f] ?? -1], entities.name[figures.area[f] ?? -1]];
  return parts.join(" ").toLowerCase();
}

/** @param {Data} data @param {number} f @param {Column} column @returns {string | number} */
function keyOf(data, f, column) {
  const { figures, measures, entities, terms } = data;
  if (column === "value") return figures.value[f] ?? -Infinity;
  if (column === "measure") return measures[figures.measure[f] ?? 0]?.[0] ?? "";
  if (column === "about") return entities.name[figures.about[f] ?? -1] ?? "";
  if (column === "area") return entities.name[figures.area[f] ?? -1] ?? "";
  if (column === "qualifier") return terms[figures.qualifier[f] ?? -1]?.[0] ?? "";
  return figures.period[f] ?? "";
}

/** @param {string | number | undefined} a @param {string | number | undefined} b */
function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a < b ? -1 : 1;
  const [x, y] = [String(a ?? ""), String(b ?? "")];
  return x === y ? 0 : x < y ? -1 : 1;
}

/**
 * The figures of the same measure in the same unit as one: what a chart may set side by side.
 * @param {Data} data
 * @param {number} f
 */
export function comparable(data, f) {
  const { figures, measures } = data;
  const mine = measures[figures.measure[f] ?? 0];
  return figures.name.flatMap((_, i) => {
    const other = measures[figures.measure[i] ?? 0];
    const same = mine && other && (mine[1] >= 0 ? mine[1] === other[1] : mine[0] === other[0]);
    return same && figures.unit[i] === figures.unit[f] && figures.per[i] === figures.per[f] && figures.value[i] !== null ? [i] : [];
  });
}
