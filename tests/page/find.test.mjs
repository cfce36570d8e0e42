// Search by characters, aliases, pinyin initials, measures and the report's text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Finder } from "../../src/kg/explore/page/find.js";
import { Graph } from "../../src/kg/explore/page/graph.js";
import { made } from "./made.mjs";

const data = made();
data.entities.name[5] = "重山村";
const finder = new Finder(data, new Graph(data).rank);
const found = (query) => finder.all(query).map((hit) => `${hit.kind} ${hit.kind === "text" ? hit.place : hit.id}`);

for (const [query, wanted] of [
  ["东青", ["entity 1"]],
  ["全县", ["entity 0"]],
  ["dqz", ["entity 1"]],
  ["DQZ", ["entity 1"]],
  ["qhx", ["entity 0"]],
  ["zsc", ["entity 5"]],
  ["csc", ["entity 5"]],
  ["xwb", ["entity 3"]],
  ["补贴", ["figure 1"]],
  ["受益", ["text 20"]],
  ["　东青镇 ", ["entity 1"]],
  ["没有的", []],
  ["   ", []],
  ["[.*(", []],
]) {
  test(`“${query}”`, () => assert.deepEqual(found(query), wanted));
}

test("a whole name comes before a beginning, a beginning before a part", () => {
  data.entities.name.splice(0, 3, "大东青", "东青镇", "东青");
  const again = new Finder(data, [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(again.entities("东青").map((hit) => hit.id), [2, 1, 0]);
});
