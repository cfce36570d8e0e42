// Unit tests of the query tab's pure modules; run by test_explore_modules.py through `node --test`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellOf, csvText, queryForm, sortRows } from "../src/kg/explore/page/query-rows.js";
import {
  completions, declarations, errorPlace, fillParameters, offsetOf, parameterTerm, plainTerm, shortened, takesParameter,
  undeclared, unpaired,
} from "../src/kg/explore/page/query-text.js";
import { QUERY_WORDS, duration, queryWord } from "../src/kg/explore/page/query-words.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const word = (value, more = {}) => ({ kind: "literal", value, ...more });
const number = (value) => word(value, { datatype: XSD + "decimal" });

test("CSV quotes what needs it, ends lines as RFC 4180 has it, and leaves what is unbound empty", () => {
  const rows = [[word("甲,乙"), number("-1.5"), null], [word('说"好"'), word("两\n行"), { kind: "iri", value: "http://x/a" }]];
  assert.equal(csvText(["a", "b", "c"], rows), 'a,b,c\r\n"甲,乙",-1.5,\r\n"说""好""","两\n行",http://x/a\r\n');
});

test("words that a spreadsheet would calculate get an apostrophe, numbers none", () => {
  for (const bad of ["=1+1", "+x", "-x", "@x", "\tx"]) assert.equal(csvText(["a"], [[word(bad)]]), `a\r\n'${bad}\r\n`);
  assert.equal(csvText(["a"], [[word("-5")], [number("-5")]]), "a\r\n'-5\r\n-5\r\n");
});

test("rows are sorted by numbers, then words, nothing last, ties in their order", () => {
  const rows = [[word("乙10")], [null], [number("10")], [number("9")], [word("乙9")], [{ kind: "iri", value: "http://z", label: "甲" }]];
  const shown = (sorted) => sorted.map(([cell]) => (cell ? (cell.label ?? cell.value) : null));
  const pinyin = ["甲", "乙9", "乙10"].sort(new Intl.Collator("zh", { numeric: true }).compare);
  assert.deepEqual(shown(sortRows(rows, 0, false, "zh")), ["9", "10", ...pinyin, null]);
  assert.deepEqual(shown(sortRows(rows, 0, true, "zh")), [...pinyin.reverse(), "10", "9", null]);
  const tied = [[word("a"), number("1")], [word("b"), number("1")]];
  assert.deepEqual(sortRows(tied, 1, true, "zh"), tied);
});

test("terms of the JSON format become cells", () => {
  assert.equal(cellOf(undefined), null);
  assert.deepEqual(cellOf({ type: "uri", value: "javascript:x" }), { kind: "iri", value: "javascript:x" });
  assert.deepEqual(cellOf({ type: "literal", value: "县", "xml:lang": "zh" }), word("县", { language: "zh" }));
  assert.deepEqual(cellOf({ type: "literal", value: "x", datatype: XSD + "string" }), word("x"));
  assert.deepEqual(cellOf({ type: "bnode", value: "b" }), { kind: "blank", value: "_:b" });
  const triple = { subject: { type: "uri", value: "a:a" }, predicate: { type: "uri", value: "a:b" }, object: { type: "literal", value: 'c"' } };
  assert.deepEqual(cellOf({ type: "triple", value: triple }), { kind: "triple", value: '<<( <a:a> <a:b> "c\\"" )>>' });
});

test("the form of a query is its first word", () => {
  assert.equal(queryForm("# SELECT\nBASE <http://x#>PREFIX a:<http://x#>\nprefix : <x> construct { }"), "CONSTRUCT");
  assert.equal(queryForm("SELECT * { }"), "SELECT");
  assert.equal(queryForm(""), "");
  assert.equal(queryForm(" ".repeat(100000) + "?"), "");
});

const PREFIXES = { kg: "http://kg/ontology#", id: "http://kg/", schema: "https://schema.org/" };

test("values become terms of their kind or are refused", () => {
  const cases = [
    ["name", '驻村"干部', '"驻村\\"干部"@zh'], ["text", "a } UNION { x", '"a } UNION { x"'], ["text", "", '""'],
    ["text", "a\\", null], ["text", "a\nb", null], ["name", "\ud800", null], ["text", "a\u0085b", null],
    ["integer", "-007", "-7"], ["integer", "-0", "0"], ["integer", "1.5", null], ["integer", "1".repeat(19), null], ["integer", "", null],
    ["iri", "kg:Figure", "<http://kg/ontology#Figure>"], ["iri", "http://x/y", "<http://x/y>"], ["iri", "http://x/>", null],
    ["iri", "constructor:x", "<constructor:x>"], ["iri", "abc", null], ["iri", "", null],
  ];
  for (const [kind, value, term] of cases) assert.equal(parameterTerm(kind, value, PREFIXES), term, `${kind} ${value}`);
});

test("a parameter takes the place of its term and of nothing else", () => {
  const text = 'SELECT * {\n    VALUES ?name { "甲"@zh }\n  VALUES ?x { UNDEF }\n  ?s ?p "VALUES ?name { 1 }"\n}';
  assert.equal(fillParameters(text, { name: '"$& } 乙"@zh' }), text.replace('"甲"@zh', () => '"$& } 乙"@zh'));
  const twice = fillParameters(fillParameters(text, { name: '"} {"@zh' }), { name: '"丙"@zh', x: "<a:b>" });
  assert.equal(twice, text.replace("甲", "丙").replace("UNDEF", "<a:b>"));
  assert.equal(fillParameters(text, { constructor: "1" }), text);
  assert.ok(takesParameter(text, "x") && !takesParameter(text, "y"));
});

test("defaults are shown as a reader would type them", () => {
  assert.deepEqual([null, '"村\\"干"@zh', '"a"', "<http://x>", "1000"].map(plainTerm), ["", '村"干', "a", "http://x", "1000"]);
});

test("errors have a place, and their reasons no classes of characters", () => {
  assert.deepEqual(errorPlace("error at 2:10: expected one of OPTIONAL, [_]"), { line: 2, column: 10, reason: "expected one of OPTIONAL" });
  assert.deepEqual(errorPlace("error at 2:16: expected [_]"), { line: 2, column: 16, reason: "" });
  assert.deepEqual(errorPlace("error at 1:1: expected one of ['a'..='b'\n| 'c'], x"), { line: 1, column: 1, reason: "" });
  assert.equal(errorPlace("The custom function <a> is not supported"), null);
});

test("a bracket or quote without a partner is found", () => {
  const cases = [
    ["SELECT * {\n ?s ?p ?o ) }", [2, 11, ")"]], ["SELECT * { ?s ?p ?o", [1, 10, "{"]], ["SELECT * { ( ?s }", [1, 17, "}"]],
    ['SELECT * {\n "😀" ?p "中文 }', [2, 9, '"']], ["}", [1, 1, "}"]], ["SELECT * { ?s ?p ')(' } # {", null],
    ["SELECT * { ?s <a(b> [] } ", null], ['{ """a"b\n""" }', null],
  ];
  for (const [text, place] of cases) {
    const found = unpaired(text);
    assert.deepEqual(found && [found.line, found.column, found.mark], place, text);
  }
});

test("places count characters, offsets UTF-16 units, and both stay inside the text", () => {
  assert.equal(offsetOf("甲😀乙\nabc", 1, 3), 3);
  assert.equal(offsetOf("甲😀乙\nabc", 2, 2), 6);
  assert.equal(offsetOf("ab", 9, 9), 2);
});

test("prefixes that are used and not declared, outside strings, IRIs, comments, variables and languages", () => {
  const text = 'prefix kg: <http://kg/ontology#>\n# id:x\nSELECT * { ?s kg:p "id:x"@zh, <id:x>, schema:name; unknown:p ?o }';
  assert.deepEqual(undeclared(text, PREFIXES), ["schema"]);
  assert.equal(declarations(["schema"], PREFIXES), "PREFIX schema: <https://schema.org/>\n");
  assert.deepEqual(undeclared("SELECT * { ?s constructor:x ?o }", PREFIXES), []);
});

test("IRIs are shortened by the longest prefix, if a prefixed name can hold the rest", () => {
  assert.equal(shortened("http://kg/ontology#Figure", PREFIXES), "kg:Figure");
  assert.equal(shortened("http://kg/place_1", PREFIXES), "id:place_1");
  assert.equal(shortened("http://kg/a/b", PREFIXES), "http://kg/a/b");
  assert.equal(shortened("urn:x", PREFIXES), "urn:x");
});

test("words are completed with variables, prefixes, terms and keywords, never inside strings and comments", () => {
  const known = { prefixes: PREFIXES, terms: ["kg:Figure", "kg:figures", "schema:value"] };
  const at = (text) => completions(text.replace("|", ""), text.indexOf("|"), known).items;
  assert.deepEqual(at("SELECT ?name { ?n| ?p ?nn }"), ["?name", "?nn"]);
  assert.deepEqual(at("SELECT * { ?s kg:fi| }"), ["kg:Figure", "kg:figures"]);
  assert.deepEqual(at("SELECT * { ?s kg:|"), ["kg:Figure", "kg:figures"]);
  assert.deepEqual(at("sel|"), ["SELECT"]);
  assert.deepEqual(at("SELECT * { ?s sch|"), ["schema:"]);
  assert.deepEqual(at('SELECT * { ?s ?p "kg:fi| " }'), []);
  assert.deepEqual(at('SELECT * { ?s ?p "kg:fi|\n}'), []);
  assert.deepEqual(at("# kg:fi|"), []);
  assert.deepEqual(at("SELECT * { } |"), []);
  assert.equal(completions("a kg:fi", 7, known).start, 2);
});

test("every word is there in both languages, with the same places", () => {
  const places = (text) => (text.match(/\{\d\}/g) ?? []).sort();
  assert.deepEqual(Object.keys(QUERY_WORDS.en), Object.keys(QUERY_WORDS.zh));
  for (const [key, text] of Object.entries(QUERY_WORDS.zh)) assert.deepEqual(places(QUERY_WORDS.en[key]), places(text), key);
  assert.equal(queryWord("en", "errorAt", 1, 2, "{0}"), "Error in line 1, column 2: {0}");
  assert.equal(queryWord("xx", "run"), queryWord("zh", "run"));
  assert.deepEqual([duration(3.21, "en"), duration(32.1, "zh"), duration(3210, "en")], ["3.2 ms", "32 毫秒", "3.2 s"]);
});
