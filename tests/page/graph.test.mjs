// Neighbours, paths, filters and the summary of a large graph.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bendsOf, Graph, SUMMARY_SIZE } from "../../src/kg/explore/page/graph.js";
import { everything, made } from "./made.mjs";

const graph = new Graph(made());
const names = (shown) => [...shown].flatMap((one, n) => (one ? [graph.data.entities.iri[n]] : []));

test("neighbours are given once, however many relations lead to them", () => {
  assert.deepEqual([...graph.neighbours(3)].sort(), [1, 4]);
  assert.deepEqual([...graph.neighbours(5)], []);
});

test("what is within some steps", () => {
  assert.deepEqual([...graph.around(4, 1)].sort(), [3, 4]);
  assert.deepEqual([...graph.around(4, 3)].sort(), [0, 1, 3, 4]);
});

test("a shortest path as relations in order, and none where there is none", () => {
  const way = graph.path(2, 4);
  assert.equal(way.length, 4);
  assert.deepEqual(way.slice(0, 3), [1, 0, 2]);
  assert.deepEqual(graph.path(2, 2), []);
  assert.equal(graph.path(0, 5), null);
});

const filters = [
  ["all", {}, ["c", "t1", "t2", "o", "d", "v"]],
  ["an area holds what stands around it", { area: 1 }, ["t1", "o", "d"]],
  ["an area and all below", { area: 0 }, ["c", "t1", "t2", "o", "d"]],
  ["a report", { report: 0 }, ["c", "o"]],
  ["a period of a figure", { period: "2022" }, ["t2"]],
  ["a class switched off", { off: new Set([0]) }, []],
  ["steps around a centre", { centre: 4, steps: 1 }, ["o", "d"]],
  ["what is selected stays", { off: new Set([0]), kept: new Set([5]) }, ["v"]],
];
for (const [name, change, wanted] of filters) {
  test(`filter: ${name}`, () => assert.deepEqual(names(graph.shown({ ...everything(), ...change })), wanted));
}

test("figures stand at what they describe, else at their area", () => {
  assert.deepEqual(graph.figures, [[], [0], [1, 2], [], [], []]);
});

test("parallel and reverse relations bend to different sides, one alone is straight, one on itself turns", () => {
  const [s, o] = [[0, 0, 1, 2, 3], [1, 1, 0, 3, 3]];
  const bends = bendsOf([0, 1, 2, 3, 4], s, o);
  assert.equal(bends.has(3), false);
  assert.ok(bends.get(4) > 0);
  // As sides of the line from 0 to 1: a reverse relation's own left is the other's right.
  const sides = [bends.get(0), bends.get(1), -bends.get(2)];
  assert.equal(new Set(sides).size, 3);
});

test("a large graph opens on those that matter most, and neighbours unfold", () => {
  const data = made();
  const count = 5000;
  const fill = (make) => Array.from({ length: count }, (_, n) => make(n));
  data.entities = { name: fill((n) => `n${n}`), iri: fill(String), kind: fill(() => 0), group: fill(() => 0), alias: fill(() => []), about: fill(() => []), marks: fill(() => []), first: fill(() => 0), x: fill((n) => n), y: fill(() => 0), parent: fill(() => -1) };
  data.relations = { s: fill((n) => n), p: fill(() => 1), o: fill((n) => (n < 4000 ? n % 40 : 4999)), marks: fill(() => []), drawn: fill(() => 1), inside: fill((n) => (n < 4000 ? 1 : 0)) };
  const large = new Graph(data);
  const shown = large.shown(everything());
  assert.equal(shown.reduce((a, b) => a + b), SUMMARY_SIZE);
  for (let n = 0; n < 40; n++) assert.equal(shown[n], 1);
  const more = large.shown({ ...everything(), unfolded: new Set([4500]) });
  assert.equal(more.reduce((a, b) => a + b), SUMMARY_SIZE + (shown[4500] ? 0 : 1));
  assert.equal(large.shown({ ...everything(), all: true }).reduce((a, b) => a + b), count);
});
