// The Worker of the query tab: holds engine and graph, answers by messages. It is given all bytes that it works on; the
// policy of the page, which a Worker from a blob inherits, lets it reach nothing. Only queries are run, no updates.
import { cellOf, csvText, queryForm, sortRows } from "./query-rows.js";

/** @typedef {import("./query-rows.js").Row} Row */
/** @typedef {{[iri: string]: {[language: string]: string}}} Names */
/** @typedef {{column: number, descending: boolean}} Order */
/**
 * What the page asks. `limit` is how many rows or triples it shows.
 * @typedef {{type: "load", wasm: string, ntriples: string, names: Names}
 *   | {type: "ask", text: string, language: string, limit: number}
 *   | {type: "show", order: Order | null, language: string, limit: number}
 *   | {type: "file"} | {type: "terms"} | {type: "nodes", iris: string[]}} Request
 */
/**
 * What it is told; `ms` is the time that the engine took.
 * @typedef {{type: "ready", triples: number, ms: number}
 *   | {type: "rows", variables: string[], rows: Row[], total: number, ms: number, order: Order | null}
 *   | {type: "triples", text: string, shown: number, total: number, ms: number}
 *   | {type: "truth", value: boolean, ms: number}
 *   | {type: "file", text: string, kind: "csv" | "nt"}
 *   | {type: "terms", terms: string[]} | {type: "nodes", iris: string[]}
 *   | {type: "error", message: string, fatal: boolean}} Reply
 */

/** @type {any} */
const scope = self;
const LABELS = `SELECT ?s ?l WHERE { VALUES ?p {
  <http://www.w3.org/2000/01/rdf-schema#label> <http://www.w3.org/2004/02/skos/core#prefLabel> <http://purl.org/dc/terms/title>
} ?s ?p ?l }`;
const PLAIN_FORMS = new Set(["CONSTRUCT", "DESCRIBE"]);
const TERMS = "SELECT DISTINCT ?t WHERE { { [] ?t [] } UNION { [] a ?t } }";

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/** @type {any} */
let store = null;
/** @type {Map<string, {[language: string]: string}> | null} */
let labels = null;
/** @type {Names} */
let names = {};
/** @type {{variables: string[], rows: Row[], ms: number} | null} */
let table = null;
let triples = "";

/** @param {string} text */
function unpacked(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}

/** @param {Extract<Request, {type: "load"}>} request @returns {Promise<Reply>} */
async function load(request) {
  const start = performance.now();
  names = request.names;
  const data = new Response(unpacked(request.ntriples)).arrayBuffer();
  // Compiled while it is unpacked.
  const wasm = new Response(unpacked(request.wasm), { headers: { "Content-Type": "application/wasm" } });
  await scope.oxigraph.init({ module_or_path: wasm });
  store = new scope.oxigraph.Store();
  store.load(new Uint8Array(await data), { format: "nt", no_transaction: true, lenient: true });
  return { type: "ready", triples: store.size, ms: performance.now() - start };
}

/** @param {string} text @returns {{head: {vars?: string[]}, results?: {bindings: any[]}, boolean?: boolean}} */
function selected(text) {
  return JSON.parse(store.query(text, { results_format: "json" }));
}

/** @param {string} iri @param {string} language */
function labelOf(iri, language) {
  if (!labels) {
    labels = new Map(Object.entries(names));
    for (const { s, l } of selected(LABELS).results?.bindings ?? []) {
      const known = labels.get(s.value) ?? {};
      known[l["xml:lang"] ?? ""] ??= l.value;
      labels.set(s.value, known);
    }
  }
  const found = labels.get(iri);
  return found && (found[language] ?? found[""] ?? Object.values(found)[0]);
}

/** @param {Row[]} rows @param {string} language */
function name(rows, language) {
  for (const row of rows)
    for (const cell of row) if (cell?.kind === "iri") cell.label = labelOf(cell.value, language);
}

/** @param {Extract<Request, {type: "ask"}>} request @returns {Reply} */
function ask(request) {
  table = null;
  triples = "";
  const start = performance.now();
  if (PLAIN_FORMS.has(queryForm(request.text))) return graph(request, start);
  const parsed = JSON.parse(store.query(request.text, { results_format: "json" }));
  if (Array.isArray(parsed)) return graph(request, start); // JSON-LD: a graph whose form was not seen
  const ms = performance.now() - start;
  if (typeof parsed.boolean === "boolean") return { type: "truth", value: parsed.boolean, ms };
  const variables = /** @type {string[]} */ (parsed.head.vars);
  /** @type {Row[]} */
  const rows = parsed.results.bindings.map((/** @type {any} */ found) => variables.map((v) => cellOf(found[v])));
  table = { variables, rows, ms };
  return show(null, request.language, request.limit);
}

/** @param {Extract<Request, {type: "ask"}>} request @param {number} start @returns {Reply} */
function graph(request, start) {
  triples = store.query(request.text, { results_format: "nt" });
  const ms = performance.now() - start;
  let [total, end, shown] = [0, 0, 0];
  for (let at = triples.indexOf("\n"); at >= 0; at = triples.indexOf("\n", at + 1)) {
    total += 1;
    if (total <= request.limit) [end, shown] = [at + 1, total];
  }
  return { type: "triples", text: triples.slice(0, end), shown, total, ms };
}

/** @param {Order | null} order @param {string} language @param {number} limit @returns {Reply} */
function show(order, language, limit) {
  if (!table) throw new Error("no table");
  const { variables, ms } = table;
  if (order) {
    // By the words that are shown: what has no label is sorted by its IRI.
    name(table.rows, language);
    table.rows = sortRows(table.rows, order.column, order.descending, language);
  }
  const rows = table.rows.slice(0, limit);
  name(rows, language);
  return { type: "rows", variables, rows, total: table.rows.length, ms, order };
}

/**
 * IRIs, and before them what the statements among them relate: a network shows no statements.
 * @param {string[]} iris @returns {Reply}
 */
function nodes(iris) {
  const terms = iris.filter((iri) => !/[<>"{}|^`\\\x00-\x20]/.test(iri)).map((iri) => `<${iri}>`);
  const query = `SELECT ?n { VALUES ?s { ${terms.join(" ")} } ?s <${RDF}subject>|<${RDF}object> ?n FILTER(ISIRI(?n)) }`;
  const ends = (selected(query).results?.bindings ?? []).map((found) => found.n.value);
  return { type: "nodes", iris: [...new Set([...ends, ...iris])] };
}

/** @param {Request} request @returns {Reply | Promise<Reply>} */
function answer(request) {
  if (request.type === "load") return load(request);
  if (request.type === "ask") return ask(request);
  if (request.type === "show") return show(request.order, request.language, request.limit);
  if (request.type === "file")
    return table ? { type: "file", text: csvText(table.variables, table.rows), kind: "csv" } : { type: "file", text: triples, kind: "nt" };
  if (request.type === "nodes") return nodes(request.iris);
  const terms = (selected(TERMS).results?.bindings ?? []).map((found) => found.t.value);
  return { type: "terms", terms: terms.sort() };
}

// One after the other: what comes while the engine is being loaded waits.
let last = Promise.resolve();
scope.onmessage = (/** @type {MessageEvent<Request>} */ event) => {
  last = last.then(async () => {
    try {
      scope.postMessage(await answer(event.data));
    } catch (error) {
      // After a trap (memory at its end) the engine is of no more use.
      const fatal = !store || error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
      const message = error instanceof Error ? error.message : String(error);
      scope.postMessage({ type: "error", message, fatal });
    }
  });
};
