// Rows of an answer: terms, order, CSV. Pure; used by the Worker and tested by itself.

/**
 * One term of an answer. `label` is the name to show for an IRI that has one.
 * @typedef {{kind: "iri" | "literal" | "blank" | "triple", value: string, language?: string, datatype?: string, label?: string}} Cell
 * @typedef {(Cell | null)[]} Row
 */

/**
 * A term of the SPARQL 1.1 Query Results JSON Format.
 * @typedef {{type: string, value: any, datatype?: string, "xml:lang"?: string}} JsonTerm
 */

const XML_SCHEMA = "http://www.w3.org/2001/XMLSchema#";
const NUMBER_TYPES = new Set(
  ["integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"].map(
    (name) => XML_SCHEMA + name,
  ),
);
const CALCULATED = /^[=+\-@\t\r]/; // what a spreadsheet takes for a formula
const QUOTED = /[",\r\n]/;

/**
 * The form of a query: its first word after comments and declarations, in capitals.
 * @param {string} text
 */
export function queryForm(text) {
  const head = /^(?:\s|#[^\n\r]*|BASE\s*<[^>]*>|PREFIX\s*[^\s:<]*:\s*<[^>]*>)*/i.exec(text);
  return (/^[A-Za-z]+/.exec(text.slice(head ? head[0].length : 0)) ?? [""])[0].toUpperCase();
}

/**
 * @param {JsonTerm | undefined} term
 * @returns {Cell | null}
 */
export function cellOf(term) {
  if (!term) return null;
  if (term.type === "uri") return { kind: "iri", value: term.value };
  if (term.type === "bnode") return { kind: "blank", value: "_:" + term.value };
  if (term.type === "triple") return { kind: "triple", value: tripleText(term.value) };
  /** @type {Cell} */
  const cell = { kind: "literal", value: term.value };
  if (term["xml:lang"]) cell.language = term["xml:lang"];
  else if (term.datatype && term.datatype !== XML_SCHEMA + "string") cell.datatype = term.datatype;
  return cell;
}

/** @param {{subject: JsonTerm, predicate: JsonTerm, object: JsonTerm}} triple */
function tripleText(triple) {
  const parts = [triple.subject, triple.predicate, triple.object].map((term) => {
    const cell = /** @type {Cell} */ (cellOf(term));
    if (cell.kind === "iri") return `<${cell.value}>`;
    return cell.kind === "literal" ? JSON.stringify(cell.value) : cell.value;
  });
  return `<<( ${parts.join(" ")} )>>`;
}

/**
 * The number that a cell holds, or NaN.
 * @param {Cell | null} cell
 */
export function numberOf(cell) {
  return cell && cell.datatype && NUMBER_TYPES.has(cell.datatype) ? Number(cell.value) : NaN;
}

/**
 * The rows in the order of one column, as shown: numbers by value and before words, nothing last. Rows that tie keep
 * their order, in both directions.
 * @param {Row[]} rows
 * @param {number} column
 * @param {boolean} descending
 * @param {string} language
 * @returns {Row[]}
 */
export function sortRows(rows, column, descending, language) {
  const collator = new Intl.Collator(language, { numeric: true });
  const keyed = rows.map((row) => {
    const cell = row[column] ?? null;
    return { row, cell, number: numberOf(cell), text: cell ? (cell.label ?? cell.value) : "" };
  });
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (!a.cell || !b.cell) return Number(!a.cell) - Number(!b.cell);
    const [x, y] = [Number.isNaN(a.number), Number.isNaN(b.number)];
    if (x !== y) return sign * (Number(x) - Number(y));
    return sign * (x ? collator.compare(a.text, b.text) : a.number - b.number);
  });
  return keyed.map((entry) => entry.row);
}

/**
 * Rows as CSV (RFC 4180, the terms as SPARQL 1.1 CSV writes them). Words that a spreadsheet would take for a formula
 * get an apostrophe before them: a report's text must not be run there either.
 * @param {string[]} variables
 * @param {Row[]} rows
 */
export function csvText(variables, rows) {
  const lines = [variables.map((name) => csvField(name)).join(",")];
  for (const row of rows) lines.push(row.map((cell) => csvField(csvValue(cell))).join(","));
  return lines.map((line) => line + "\r\n").join("");
}

/** @param {Cell | null} cell */
function csvValue(cell) {
  if (!cell) return "";
  const number = !Number.isNaN(numberOf(cell));
  return !number && CALCULATED.test(cell.value) ? "'" + cell.value : cell.value;
}

/** @param {string} text */
function csvField(text) {
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
