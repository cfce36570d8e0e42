// The state that the address after `#` carries, so that a view can be shared. Entities are named by their IRIs.

/**
 * @typedef {{lang?: string, sel?: string, ego?: string, path?: string, off?: string, noedge?: string, area?: string,
 *   report?: string, period?: string, view?: string, tab?: string, q?: string, read?: string, all?: string}} Saved
 */

const KEYS = ["lang", "sel", "ego", "path", "off", "noedge", "area", "report", "period", "view", "tab", "q", "read", "all"];

/**
 * @param {Saved} saved
 * @returns {string} without the `#`
 */
export function encodeState(saved) {
  const rows = Object.entries(saved).filter(([key, value]) => KEYS.includes(key) && value);
  // Chinese stays legible, and what would end a part or the address is escaped.
  return rows.map(([key, value]) => `${key}=${String(value).replace(/[%&=#\s"<>\\^`{|}]/g, escaped)}`).join("&");
}

/** @param {string} char */
function escaped(char) {
  return encodeURIComponent(char);
}

/**
 * What an address says; anything that is not understood is left out.
 * @param {string} hash with or without the `#`
 * @returns {Saved}
 */
export function decodeState(hash) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const part of hash.replace(/^#/, "").split("&")) {
    const cut = part.indexOf("=");
    const key = part.slice(0, cut);
    if (cut < 1 || !KEYS.includes(key)) continue;
    try {
      found[key] = decodeURIComponent(part.slice(cut + 1));
    } catch {
      // A broken escape: the part says nothing.
    }
  }
  return found;
}
