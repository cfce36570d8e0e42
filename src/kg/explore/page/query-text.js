// The text of a query: values put in for parameters, places of errors, prefixes and what may complete a word. Pure.

/** @typedef {{[prefix: string]: string}} Prefixes */
/** @typedef {{[language: string]: string}} Wording */
/** @typedef {{name: string, kind: string, title: Wording, default: string | null}} QueryParameter */
/** @typedef {{name: string, title: Wording, note: Wording, form: string, text: string, parameters: QueryParameter[]}} Question */

const VALUES_LINE = /^[^\S\n]*VALUES\s+\?(\w+)\s*\{\s*(.*?)\s*\}[^\S\n]*$/gm;
const ABSOLUTE_IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*$/;
const REFUSED = /[\\\p{Cc}\p{Cs}]/u; // as kg.questions refuses them
const KEYWORDS = (
  "ASK BASE BIND BOUND CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DESCRIBE DISTINCT EXISTS FILTER GROUP_CONCAT " +
  "HAVING LANG LIMIT MINUS OFFSET OPTIONAL PREFIX REGEX REPLACE SAMPLE SELECT STRSTARTS UNION VALUES WHERE"
).split(" ");
// Strings, IRIs and comments: what a prefixed name can stand in without being one.
const OPAQUE = /"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|#.*/g;
const PREFIXED = /(?<![\w?$:@-])([A-Za-z][\w-]*):/g;
const DECLARED = /\bPREFIX\s+([A-Za-z][\w-]*)\s*:/gi;

/**
 * A value as a SPARQL term of a parameter's kind, or null where the kind refuses it. The same rules as in Python
 * (kg.questions): a value cannot become query text.
 * @param {string} kind
 * @param {string} value
 * @param {Prefixes} prefixes
 * @returns {string | null}
 */
export function parameterTerm(kind, value, prefixes) {
  if (kind === "integer") return /^-?[0-9]{1,18}$/.test(value) ? String(BigInt(value)) : null;
  if (kind === "iri") {
    const colon = value.indexOf(":");
    const known = colon >= 0 && Object.hasOwn(prefixes, value.slice(0, colon));
    const expanded = known ? prefixes[value.slice(0, colon)] + value.slice(colon + 1) : value;
    return ABSOLUTE_IRI.test(expanded) ? `<${expanded}>` : null;
  }
  if (REFUSED.test(value)) return null;
  return `"${value.replaceAll('"', '\\"')}"` + (kind === "name" ? "@zh" : "");
}

/**
 * A default term as a reader would type it.
 * @param {string | null} term
 */
export function plainTerm(term) {
  if (term === null) return "";
  const quoted = /^"(.*)"(?:@[\w-]+)?$/.exec(term);
  if (quoted) return (quoted[1] ?? "").replaceAll('\\"', '"');
  return /^<.*>$/.test(term) ? term.slice(1, -1) : term;
}

/**
 * The query with other terms in its lines `VALUES ?name { term }`; all else stays as it is.
 * @param {string} text
 * @param {{[name: string]: string}} terms
 */
export function fillParameters(text, terms) {
  return text.replace(VALUES_LINE, (line, name, term) => {
    if (!Object.hasOwn(terms, name)) return line;
    const at = line.indexOf(term, line.indexOf("{") + 1);
    return line.slice(0, at) + terms[name] + line.slice(at + term.length);
  });
}

/**
 * Whether a query still has the line that a parameter is put into.
 * @param {string} text
 * @param {string} name
 */
export function takesParameter(text, name) {
  return [...text.matchAll(VALUES_LINE)].some((found) => found[1] === name);
}

/**
 * Where the engine says that an error is, and what it says ("" where that tells a reader nothing). Lines and columns
 * count from 1, columns in characters.
 * @param {string} message
 * @returns {{line: number, column: number, reason: string} | null}
 */
export function errorPlace(message) {
  const found = /^error at (\d+):(\d+): ([^]*)$/.exec(message);
  if (!found) return null;
  // The engine names classes of characters in its own notation; no reader can use them.
  const reason = (found[3] ?? "").replace(/(?:, )?\[[^]*$/, "");
  return { line: Number(found[1]), column: Number(found[2]), reason: /^expected(?: one of)?\s*$/.test(reason) ? "" : reason };
}

/**
 * The first bracket or quote that has no partner. The engine gives the end of the text as the place of such errors.
 * @param {string} text
 * @returns {{line: number, column: number, mark: string} | null}
 */
export function unpaired(text) {
  const bare = withoutOpaque(text);
  const open = [];
  let at = -1;
  for (let i = 0; i < bare.length && at < 0; i += 1) {
    const kind = "{([})]".indexOf(bare.charAt(i));
    if (bare[i] === '"' || bare[i] === "'") at = i;
    else if (kind >= 3 && "{([".indexOf(bare[open.pop() ?? -1] ?? " ") !== kind - 3) at = i;
    else if (kind >= 0 && kind < 3) open.push(i);
  }
  if (at < 0) at = open.pop() ?? -1;
  if (at < 0) return null;
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: [...(before.at(-1) ?? "")].length + 1, mark: text.charAt(at) };
}

/**
 * The offset of a place in a text, in UTF-16 units as a text field counts them; inside the text in any case.
 * @param {string} text
 * @param {number} line
 * @param {number} column
 */
export function offsetOf(text, line, column) {
  const lines = text.split("\n");
  const row = Math.min(line, lines.length) - 1;
  const before = lines.slice(0, row).reduce((sum, one) => sum + one.length + 1, 0);
  return before + [...(lines[row] ?? "")].slice(0, column - 1).join("").length;
}

/** @param {string} text */
function withoutOpaque(text) {
  return text.replace(OPAQUE, (found) => " ".repeat(found.length));
}

/**
 * Known prefixes that a query uses and does not declare.
 * @param {string} text
 * @param {Prefixes} prefixes
 * @returns {string[]}
 */
export function undeclared(text, prefixes) {
  const bare = withoutOpaque(text);
  const declared = new Set([...bare.matchAll(DECLARED)].map((found) => found[1]));
  const used = new Set([...bare.matchAll(PREFIXED)].map((found) => found[1] ?? ""));
  return [...used].filter((name) => !declared.has(name) && Object.hasOwn(prefixes, name)).sort();
}

/**
 * The lines that declare some prefixes.
 * @param {string[]} names
 * @param {Prefixes} prefixes
 */
export function declarations(names, prefixes) {
  return names.map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("");
}

/**
 * An IRI with a known prefix, where that is possible.
 * @param {string} iri
 * @param {Prefixes} prefixes
 */
export function shortened(iri, prefixes) {
  let best = "";
  for (const [name, base] of Object.entries(prefixes))
    if (iri.startsWith(base) && base.length > (prefixes[best] ?? "").length) best = name;
  const rest = iri.slice((prefixes[best] ?? "").length);
  return best && /^[\w.-]*$/.test(rest) ? `${best}:${rest}` : iri;
}

/**
 * What may stand for the word before the caret: variables of the query, prefixes, terms of a prefix, keywords.
 * `start` is where that word begins.
 * @param {string} text
 * @param {number} caret
 * @param {{prefixes: Prefixes, terms: string[]}} known  terms are shortened IRIs
 * @returns {{start: number, items: string[]}}
 */
export function completions(text, caret, known) {
  const word = (/[?$]?[\w-]*(?::[\w.-]*)?$/.exec(text.slice(0, caret)) ?? [""])[0];
  const start = caret - word.length;
  if (!word || inOpaque(text, start)) return { start, items: [] };
  let from;
  if (/^[?$]/.test(word)) {
    const others = text.slice(0, start) + " " + text.slice(caret);
    from = new Set([...withoutOpaque(others).matchAll(/[?$](\w+)/g)].map((found) => `${word.charAt(0)}${found[1]}`));
  } else if (word.includes(":")) {
    from = new Set(known.terms);
  } else {
    from = new Set([...Object.keys(known.prefixes).map((name) => name + ":"), ...KEYWORDS]);
  }
  const small = word.toLowerCase();
  const items = [...from].filter((item) => item !== word && item.toLowerCase().startsWith(small)).sort();
  return { start, items: items.slice(0, 50) };
}

/** Whether a place is inside a string, an IRI or a comment, closed or not yet. @param {string} text @param {number} at */
function inOpaque(text, at) {
  const bare = withoutOpaque(text);
  if (/["']/.test(bare.slice(bare.lastIndexOf("\n", at - 1) + 1, at))) return true;
  return [...text.matchAll(OPAQUE)].some(
    ({ index, 0: found }) => index < at && at < index + found.length + Number(found[0] === "#"),
  );
}
