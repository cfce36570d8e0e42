// Labels lie on no other label; the grid finds what is near; the camera keeps what it should.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted, toScreen, toWorld, zoomed } from "../../src/kg/explore/page/camera.js";
import { Grid } from "../../src/kg/explore/page/grid.js";
import { cut, placeLabels, widthOf } from "../../src/kg/explore/page/labels.js";

let seed = 11;
const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
const points = (count) => Array.from({ length: count }, (_, id) => ({ id, x: random(1000), y: random(700), r: 4, text: "太白县委".slice(0, 2 + random(3)), size: 12 }));

test("no label overlaps another, the first wish is always placed, and no more than asked for", () => {
  const wishes = points(600);
  const found = placeLabels(wishes, [], 90);
  assert.equal(found.length, 90);
  assert.equal(found[0].id, 0);
  for (const [i, a] of found.entries()) {
    for (const b of found.slice(i + 1)) {
      assert.ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top);
    }
  }
});

test("shapes are left free unless a label must be placed; a shorter text is tried before none", () => {
  const wish = { id: 1, x: 50, y: 50, r: 5, text: "东青村东青村", size: 12, shorter: "东…" };
  const wall = [[-40, 0], [40, 0]].map(([x, y]) => ({ id: 2, x: 50 + x, y: 50 + y, r: 22, text: "", size: 0 }));
  assert.deepEqual(placeLabels([wish], wall, 9).map((l) => l.text), ["东…"]);
  const all = [...wall, { id: 3, x: 50, y: 50, r: 60, text: "", size: 0 }];
  assert.deepEqual(placeLabels([wish], all, 9), []);
  assert.equal(placeLabels([{ ...wish, must: true }], all, 9)[0].text, "东青村东青村");
});

test("cut texts fit their width", () => {
  for (const text of ["太白县", "太白县委抓党建促乡村振兴领导小组", "Taibai county office", "一a二b三c四d"]) {
    assert.ok(widthOf(cut(text, 6), 1) <= 6);
  }
  assert.equal(cut("东青村", 6), "东青村");
  assert.equal(cut("太白县委抓党建", 5), "太白县委…");
});

test("the grid finds the same nearest point as looking at all of them", () => {
  const all = points(500);
  const [xs, ys] = [all.map((p) => p.x), all.map((p) => p.y)];
  const grid = new Grid(all.map((p) => p.id), xs, ys, 60);
  for (let i = 0; i < 300; i++) {
    const [x, y, reach] = [random(1100) - 50, random(800) - 50, 5 + random(50)];
    const distances = all.map((p) => Math.hypot(p.x - x, p.y - y));
    const least = Math.min(...distances);
    const n = grid.nearest(x, y, reach);
    assert.equal(n < 0 ? Infinity : distances[n], least <= reach ? least : Infinity);
  }
});

test("a fitted box lies inside its margins; zooming keeps the point under the pointer", () => {
  const box = { left: -500, top: -100, right: 900, bottom: 300 };
  const camera = fitted(box, 800, 600, { left: 50, right: 50, top: 80, bottom: 20 });
  const [a, b] = [toScreen(camera, 800, 600, box.left, box.top), toScreen(camera, 800, 600, box.right, box.bottom)];
  assert.ok(a.x >= 49.9 && b.x <= 750.1 && a.y >= 79.9 && b.y <= 580.1);
  const before = toWorld(camera, 800, 600, 123, 456);
  const after = toWorld(zoomed(camera, 800, 600, 123, 456, 1.7), 800, 600, 123, 456);
  assert.ok(Math.abs(before.x - after.x) < 1e-6 && Math.abs(before.y - after.y) < 1e-6);
});
