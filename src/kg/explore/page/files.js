// What can be taken away: tables as CSV, the visible part as Turtle. Text that a spreadsheet would run is made inert.

import { fullIri } from "./data.js";

/** @typedef {import("./data.js").Data} Data */

/**
 * A table as CSV (RFC 4180) with a mark that tells spreadsheets that it is UTF-8.
 * @param {(string | number | null)[][]} rows
 */
export function csv(rows) {
  const cell = (/** @type {string | number | null} */ value) => {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    // A spreadsheet takes text that begins so for a formula.
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A string of Turtle in quotes. @param {string} text */
export function quoted(text) {
  const escapes = /** @type {Record<string, string>} */ ({ '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" });
  return `"${text.replace(/["\\\n\r\t]/g, (char) => escapes[char] ?? char)}"`;
}

/** An IRI of Turtle; what may not stand in one is percent-encoded. @param {string} iri */
export function bracketed(iri) {
  return `<${iri.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (char) => encodeURIComponent(char))}>`;
}

/**
 * Some entities with their relations, figures, and the passages that state them, as Turtle with the graph's own terms.
 * @param {Data} data
 * @param {number[]} entities
 * @param {number[]} relations
 * @param {number[]} figures
 */
export function turtle(data, entities, relations, figures) {
  const { prefixes } = data;
  const lines = Object.entries(prefixes).map(([name, iri]) => `PREFIX ${name}: ${bracketed(iri)}`);
  lines.push("");
  const iri = (/** @type {string} */ short) => bracketed(fullIri(data, short));
  const term = (/** @type {number | undefined} */ t) => bracketed(data.terms[t ?? -1]?.[2] ?? "");
  const used = new Set();
  const passage = (/** @type {number} */ m) => {
    used.add(m);
    const report = fullIri(data, data.reports[data.marks.report[m] ?? -1]?.iri ?? "");
    return bracketed(`${report}#char=${data.marks.start[m]},${data.marks.end[m]}`);
  };
  const { name, kind, alias, marks } = data.entities;
  for (const n of entities) {
    const rows = [`a ${term(kind[n])}`, `rdfs:label ${quoted(name[n] ?? "")}@zh`];
    for (const other of alias[n] ?? []) rows.push(`skos:altLabel ${quoted(other)}@zh`);
    for (const m of marks[n] ?? []) rows.push(`kg:mention ${passage(m)}`);
    lines.push(`${iri(data.entities.iri[n] ?? "")} ${rows.join(" ;\n    ")} .`);
  }
  relations.forEach((r, i) => {
    const [s, p, o] = [iri(data.entities.iri[data.relations.s[r] ?? 0] ?? ""), term(data.relations.p[r]), iri(data.entities.iri[data.relations.o[r] ?? 0] ?? "")];
    lines.push(`${s} ${p} ${o} .`);
    const words = (data.relations.marks[r] ?? []).map((m) => ` ; prov:wasQuotedFrom ${passage(m)}`).join("");
    lines.push(`[] a rdf:Statement ; rdf:subject ${s} ; rdf:predicate ${p} ; rdf:object ${o}${words} . # ${i + 1}`);
  });
  const { figures: f } = data;
  for (const i of figures) {
    const rows = [`a kg:Figure`, `rdfs:label ${quoted(f.name[i] ?? "")}@zh`, `kg:words ${quoted(f.words[i] ?? "")}`];
    if (f.value[i] !== null) rows.push(`schema:value ${f.value[i]}`);
    if (f.upper[i] !== null) rows.push(`kg:upperValue ${f.upper[i]}`);
    if (f.unit[i]) rows.push(`schema:unitText ${quoted(f.unit[i] ?? "")}`);
    if ((f.qualifier[i] ?? -1) >= 0) rows.push(`kg:qualifier ${term(f.qualifier[i])}`);
    if ((f.about[i] ?? -1) >= 0) rows.push(`schema:observationAbout ${iri(data.entities.iri[f.about[i] ?? 0] ?? "")}`);
    if ((f.area[i] ?? -1) >= 0) rows.push(`sdmx:refArea ${iri(data.entities.iri[f.area[i] ?? 0] ?? "")}`);
    for (const m of f.marks[i] ?? []) rows.push(`prov:wasQuotedFrom ${passage(m)}`);
    lines.push(`${iri(f.iri[i] ?? "")} ${rows.join(" ;\n    ")} .`);
  }
  for (const m of [...used].sort((a, b) => a - b)) {
    const report = data.reports[data.marks.report[m] ?? -1];
    const words = data.marks.words[m] || [...(report?.text ?? "")].slice(data.marks.start[m], data.marks.end[m]).join("");
    lines.push(`${passage(m)} a kg:Passage ; oa:exact ${quoted(words)} ; oa:start ${data.marks.start[m]} ; oa:end ${data.marks.end[m]} .`);
  }
  return `${lines.join("\n")}\n`;
}

/**
 * Hands a file to the reader.
 * @param {string} name
 * @param {Blob} content
 */
export function save(name, content) {
  const link = document.createElement("a");
  const address = URL.createObjectURL(content);
  link.setAttribute("href", address);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
