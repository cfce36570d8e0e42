// A report's text cut at every boundary of every mark, so that overlapping and nested marks can all be shown.

/** @typedef {{start: number, end: number, id: number}} Span */
/** @typedef {{start: number, end: number, ids: number[]}} Segment `ids`: the shortest mark first */

/**
 * The segments from 0 to `length`, each with all marks over it. Marks outside the text or without a character are
 * left out. O(n log n) for marks that do not pile up.
 * @param {number} length
 * @param {Span[]} spans
 * @returns {Segment[]}
 */
export function segments(length, spans) {
  const sound = spans.filter((span) => span.start >= 0 && span.start < span.end && span.end <= length);
  const begin = [...sound].sort((a, b) => a.start - b.start || a.end - b.end || a.id - b.id);
  const bounds = [...new Set([0, length, ...sound.flatMap((span) => [span.start, span.end])])].sort((a, b) => a - b);
  /** @type {Segment[]} */
  const found = [];
  /** @type {Span[]} */
  let open = [];
  let next = 0;
  for (let i = 0; i + 1 < bounds.length; i++) {
    const [start, end] = [bounds[i] ?? 0, bounds[i + 1] ?? 0];
    open = open.filter((span) => span.end > start);
    for (let span = begin[next]; span && span.start <= start; span = begin[++next]) open.push(span);
    const inner = [...open].sort((a, b) => a.end - a.start - (b.end - b.start) || a.id - b.id);
    found.push({ start, end, ids: inner.map((span) => span.id) });
  }
  return found;
}
