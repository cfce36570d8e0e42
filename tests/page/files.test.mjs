// Links, the address, downloads, the figures table, sentences: what goes in and out of the page as text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sentenceOf, unitAt } from "../../src/kg/explore/page/data.js";
import { isWebAddress } from "../../src/kg/explore/page/dom.js";
import { bracketed, csv, quoted, turtle } from "../../src/kg/explore/page/files.js";
import { SvgPen } from "../../src/kg/explore/page/pen.js";
import { decodeState, encodeState } from "../../src/kg/explore/page/state.js";
import { comparable, tableRows } from "../../src/kg/explore/page/table.js";
import { made } from "./made.mjs";

test("only http and https become links", () => {
  for (const good of ["http://a.example/x", "https://a.example/?q=1#f"]) assert.ok(isWebAddress(good));
  for (const bad of ["javascript:alert(1)", " javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "//a.example", "https://", "http://a b", "java\nscript:x", "https:javascript"]) {
    assert.equal(isWebAddress(bad), false, bad);
  }
});

test("the address gives back what was put in, and nothing else", () => {
  const saved = { lang: "en", sel: "place_610331,a&b=c#d%e \"<x>", view: "1,2,0.5" };
  assert.deepEqual(decodeState(`#${encodeState(saved)}`), saved);
  assert.equal(encodeState({ sel: "东青村" }), "sel=东青村");
  assert.deepEqual(decodeState("#__proto__=1&constructor=2&sel=%E4%BD&x=1&=2&lang"), {});
});

test("tables that no spreadsheet runs", () => {
  assert.equal(csv([["a", 'x"y,z', "两\n行"], ["=cmd|' /C calc'!A0", "+1", "-1", "@x", -3, null]]), "\ufeffa,\"x\"\"y,z\",\"两\n行\"\r\n'=cmd|' /C calc'!A0,'+1,'-1,'@x,-3,\r\n");
});

test("Turtle of a part: strings and IRIs cannot end early", () => {
  assert.equal(quoted('a"b\\c\nd'), '"a\\"b\\\\c\\nd"');
  assert.equal(bracketed("https://x.example/a b>c"), "<https://x.example/a%20b%3Ec>");
  const text = turtle(made(), [0, 3], [3], [0]);
  assert.match(text, /rdfs:label "清河县"@zh/);
  assert.match(text, /oa:exact "清河县" ; oa:start 3 ; oa:end 6/);
  assert.match(text, /schema:value 44/);
});

test("a picture's text is escaped", () => {
  const pen = new SvgPen(10, 10);
  pen.font = '600 12px "A", sans-serif';
  pen.fillText('<script>&"', 1, 2);
  pen.fillStyle = '"/><script>';
  pen.fillRect(0, 0, 1, 1);
  assert.doesNotMatch(pen.file(), /<script/);
  assert.match(pen.file(), /&lt;script&gt;&amp;&quot;/);
});

test("places count code points, the page's texts UTF-16 units", () => {
  const text = "𠮷野村a";
  assert.deepEqual([0, 1, 2, 3, 4, 99, -5].map((point) => unitAt(text, point)), [0, 2, 3, 4, 5, 5, 0]);
  assert.deepEqual([0, 2, 99].map((point) => unitAt("野村", point)), [0, 2, 2]);
});

test("the sentence around a mark", () => {
  const data = made();
  assert.deepEqual(sentenceOf(data, 2), { before: "清河县县委办印发《办法》，", words: "44个", behind: "村受益。" });
  data.reports[0].text = null;
  data.marks.words[2] = "44个";
  assert.deepEqual(sentenceOf(data, 2), { before: "", words: "44个", behind: "" });
});

test("the table filters, sorts and compares", () => {
  const data = made();
  const any = { text: "", area: -1, period: "", qualifier: -1, concept: -1 };
  const within = (n, area) => n === area;
  assert.deepEqual(tableRows(data, any, "value", true, within), [0, 2, 1]);
  assert.deepEqual(tableRows(data, any, "value", false, within), [1, 2, 0]);
  assert.deepEqual(tableRows(data, { ...any, text: "村" }, "period", false, within), [2, 0]);
  assert.deepEqual(tableRows(data, { ...any, area: 2 }, "value", false, within), [1, 2]);
  assert.deepEqual(tableRows(data, { ...any, period: "2022" }, "value", false, within), [1]);
  assert.deepEqual(tableRows(data, { ...any, qualifier: 3 }, "value", false, within), [2, 0]);
  assert.deepEqual(comparable(data, 0), [0, 2]);
  assert.deepEqual(comparable(data, 1), [1]);
});
