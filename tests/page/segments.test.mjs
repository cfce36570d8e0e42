// Texts cut at the boundaries of overlapping and nested marks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { segments } from "../../src/kg/explore/page/segments.js";

const cases = [
  ["no mark", 4, [], [[0, 4, []]]],
  ["nested", 9, [[0, 9], [3, 5]], [[0, 3, [0]], [3, 5, [1, 0]], [5, 9, [0]]]],
  ["overlapping", 8, [[0, 5], [3, 8]], [[0, 3, [0]], [3, 5, [0, 1]], [5, 8, [1]]]],
  ["the same twice", 4, [[1, 3], [1, 3]], [[0, 1, []], [1, 3, [0, 1]], [3, 4, []]]],
  ["touching", 4, [[0, 2], [2, 4]], [[0, 2, [0]], [2, 4, [1]]]],
  ["outside the text, empty and turned round", 3, [[2, 9], [-1, 2], [1, 1], [2, 1]], [[0, 3, []]]],
];
for (const [name, length, spans, wanted] of cases) {
  test(name, () => {
    const found = segments(length, spans.map(([start, end], id) => ({ start, end, id })));
    assert.deepEqual(found.map(({ start, end, ids }) => [start, end, ids]), wanted);
  });
}

test("segments always cover the text once, in order, and hold exactly the marks over them", () => {
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 200; round++) {
    const length = 1 + random(40);
    const spans = Array.from({ length: random(12) }, (_, id) => {
      const start = random(length);
      return { start, end: start + 1 + random(length - start), id };
    });
    const found = segments(length, spans);
    assert.equal(found[0].start, 0);
    assert.equal(found.at(-1).end, length);
    found.forEach((one, i) => i && assert.equal(one.start, found[i - 1].end));
    for (const { start, end, ids } of found) {
      const over = spans.filter((s) => s.start <= start && end <= s.end).map((s) => s.id);
      assert.deepEqual([...ids].sort((a, b) => a - b), over);
    }
  }
});
