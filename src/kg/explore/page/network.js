// The network pane: keeps the canvas and what is drawn on it in step with the state.

import { at } from "./dom.js";
import { say } from "./words.js";
import { boxAround, fitted, toScreen, toWorld, zoomed } from "./camera.js";
import { Grid } from "./grid.js";
import { placeLabels, widthOf } from "./labels.js";
import { draw } from "./draw.js";
import { relationAt } from "./course.js";
import { BEYOND, MOST_LABELS, bodiesFor, wishFor, wishesFor } from "./wishes.js";
import { watchGestures } from "./gestures.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./draw.js").Picture} Picture */

const GRID_CELL = 240;
const STEPS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });

export class Network {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.canvas = /** @type {HTMLCanvasElement} */ (at("canvas"));
    this.stage = at("stage");
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { alpha: false }));
    /** @type {Camera} */
    this.camera = { x: 0, y: 0, k: 1 };
    this.width = this.height = 1;
    this.hover = -1;
    this.moved = false;
    this.waiting = 0;
    /** @type {{labels: import("./labels.js").Label[], camera: Camera} | null} */
    this.placed = null;
    /** @type {number[]} */
    this.live = [];
    this.grid = new Grid([], [], [], GRID_CELL);
    this.refresh();
    app.lookAt = (ids, near) => this.lookAt(ids, near);
    app.listen((topics) => {
      if (topics.has("shown")) this.refresh();
      if (topics.has("shown") || topics.has("selection") || topics.has("language")) {
        this.placed = null;
        this.redraw();
      }
    });
    new ResizeObserver(() => this.resize()).observe(this.stage);
    watchGestures(this.canvas, {
      pan: (x, y) => this.set({ ...this.camera, x: this.camera.x - x / this.camera.k, y: this.camera.y - y / this.camera.k }),
      zoom: (x, y, factor) => this.set(zoomed(this.camera, this.width, this.height, x, y, factor)),
      click: (x, y) => this.click(x, y),
      hover: (x, y) => this.hoverAt(x, y),
      rest: () => this.settle(),
      key: (event) => this.key(event),
    });
  }

  /** Takes up what is shown now. */
  refresh() {
    const { app } = this;
    const { entities, relations } = app.data;
    const ids = [];
    for (let n = 0; n < app.shown.length; n++) if (app.shown[n]) ids.push(n);
    this.ids = ids;
    this.grid = new Grid(ids, entities.x, entities.y, GRID_CELL);
    const off = app.filter.predicatesOff;
    this.live = app.graph.edges.filter((r) => app.shown[relations.s[r] ?? -1] && app.shown[relations.o[r] ?? -1] && !off.has(relations.p[r] ?? -1));
    this.canvas.setAttribute("aria-label", say("networkLabel", ids.length, this.live.length));
  }

  resize() {
    const { clientWidth, clientHeight } = this.stage;
    if (!clientWidth || !clientHeight || (clientWidth === this.width && clientHeight === this.height)) return;
    [this.width, this.height] = [clientWidth, clientHeight];
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!this.moved) this.camera = this.opening();
    this.placed = null;
    this.paint();
  }

  /** The camera that shows everything; on a phone, what is around the best-connected entity at a readable size. */
  opening() {
    const all = this.whole();
    if (this.width >= 560 || all.k > 0.42) return all;
    const hub = this.app.graph.rank.find((n) => this.app.shown[n] === 1) ?? 0;
    const { x, y } = this.app.data.entities;
    return { x: x[hub] ?? 0, y: y[hub] ?? 0, k: 0.5 };
  }

  whole() {
    const { x, y } = this.app.data.entities;
    const box = boxAround(this.ids ?? [], x, y) ?? { left: -1, top: -1, right: 1, bottom: 1 };
    const side = this.width < 560 ? 24 : 76;
    return fitted(box, this.width, this.height, { left: side, right: side, top: 78, bottom: 48 });
  }

  fit() {
    this.moved = false;
    this.set(this.whole(), true);
  }

  /** @param {Camera} camera @param {boolean} [still] whether the movement is over */
  set(camera, still = false) {
    if (camera.k !== this.camera.k) this.placed = null;
    this.camera = camera;
    this.moved = true;
    if (still) this.settle();
    else this.redraw();
  }

  settle() {
    this.placed = null;
    this.redraw();
    this.app.tell("camera");
  }

  /** Moves the view so that some entities are in it. @param {Iterable<number>} ids @param {boolean} [near] */
  lookAt(ids, near = true) {
    const { x, y } = this.app.data.entities;
    const box = boxAround(ids, x, y);
    if (!box) return;
    const margin = { left: 110, right: 110, top: 90, bottom: 90 };
    const found = fitted(box, this.width, this.height, margin, Math.max(this.camera.k, near ? 0.8 : 0.3));
    this.set(found, true);
  }

  /** @param {number} factor */
  zoom(factor) {
    this.set(zoomed(this.camera, this.width, this.height, this.width / 2, this.height / 2, factor), true);
  }

  redraw() {
    if (!this.waiting) this.waiting = requestAnimationFrame(() => this.paint());
  }

  paint() {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    draw(this.pen, this.picture());
  }

  /** @returns {Picture} */
  picture() {
    const { app, camera, width, height, hover } = this;
    const focus = new Set([...app.ends(), ...app.wayEntities()]);
    const lit = this.lit(focus);
    const near = new Set();
    for (const r of lit) for (const n of [app.data.relations.s[r] ?? 0, app.data.relations.o[r] ?? 0]) near.add(n);
    const visible = this.grid.inside(this.view(40 / camera.k));
    const picture = { app, camera, width, height, hover, focus, near, lit, visible, edges: this.inView(), labels: this.placed?.labels ?? [], shift: { x: 0, y: 0 } };
    const from = this.placed?.camera;
    if (from && Math.abs(from.x - camera.x) * camera.k < width * BEYOND && Math.abs(from.y - camera.y) * camera.k < height * BEYOND) {
      picture.shift = { x: (from.x - camera.x) * camera.k, y: (from.y - camera.y) * camera.k };
    } else {
      this.placed = { labels: placeLabels(wishesFor(this, picture), bodiesFor(this), MOST_LABELS), camera };
      picture.labels = this.placed.labels;
    }
    return picture;
  }

  /** The relations drawn strongly: of the selection, or of the path. @param {Set<number>} focus */
  lit(focus) {
    const { app } = this;
    if (app.path?.way) return new Set(app.path.way);
    if (app.choice?.kind === "relation") return new Set(app.choice.ids.filter((r) => app.data.relations.drawn[r]));
    const found = new Set();
    const live = new Set(focus.size ? this.live : []);
    for (const n of focus) for (const r of app.graph.linksOf(n)) if (live.has(r)) found.add(r);
    return /** @type {Set<number>} */ (found);
  }

  /** The part of the network that the canvas shows, and so much more. @param {number} more */
  view(more) {
    const { camera, width, height } = this;
    const [wide, high] = [width / 2 / camera.k + more, height / 2 / camera.k + more];
    return { left: camera.x - wide, right: camera.x + wide, top: camera.y - high, bottom: camera.y + high };
  }

  inView() {
    const { x, y } = this.app.data.entities;
    const { s, o } = this.app.data.relations;
    const box = this.view(60 / this.camera.k);
    return this.live.filter((r) => {
      const [a, b] = [s[r] ?? 0, o[r] ?? 0];
      const [ax, ay, bx, by] = [x[a] ?? 0, y[a] ?? 0, x[b] ?? 0, y[b] ?? 0];
      return !((ax < box.left && bx < box.left) || (ax > box.right && bx > box.right) || (ay < box.top && by < box.top) || (ay > box.bottom && by > box.bottom));
    });
  }

  // --- What the reader points at ---

  /** The entity under a place of the canvas, its shape or its label; -1 for none. @param {number} x @param {number} y */
  entityAt(x, y) {
    const point = toWorld(this.camera, this.width, this.height, x, y);
    const near = this.grid.nearest(point.x, point.y, 26 / this.camera.k);
    if (near >= 0) {
      const { x: cx, y: cy, r } = wishFor(this, near, "", 0);
      if (Math.hypot(cx - x, cy - y) <= Math.max(10, r + 4)) return near;
    }
    return this.labelAt(x, y);
  }

  /** @param {number} x @param {number} y */
  labelAt(x, y) {
    const from = this.placed?.camera ?? this.camera;
    const shift = { x: (from.x - this.camera.x) * this.camera.k, y: (from.y - this.camera.y) * this.camera.k };
    const hit = this.placed?.labels.find((l) => l.id >= 0 && x >= l.left + shift.x && x <= l.right + shift.x && y >= l.top + shift.y && y <= l.bottom + shift.y);
    return hit ? hit.id : -1;
  }

  /** The relation under a place of the canvas, -1 for none. @param {number} x @param {number} y */
  edgeAt(x, y) {
    return relationAt(this.picture(), x, y);
  }

  /** @param {number} x @param {number} y */
  click(x, y) {
    const n = this.entityAt(x, y);
    this.moved = true;
    if (n >= this.app.graph.size) this.app.select({ kind: "figure", ids: [n - this.app.graph.size] });
    else if (n >= 0) this.app.selectEntity(n);
    else {
      const r = this.edgeAt(x, y);
      this.app.select(r >= 0 ? { kind: "relation", ids: [r] } : null);
    }
  }

  /** @param {number} x @param {number} y */
  hoverAt(x, y) {
    const n = x < 0 ? -1 : this.entityAt(x, y);
    const entity = n < this.app.graph.size ? n : -1;
    this.canvas.classList.toggle("pointing", n >= 0);
    if (entity === this.hover) return;
    this.hover = entity;
    this.placed = null;
    this.redraw();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = STEPS[event.key];
    if (step && event.shiftKey) this.walk(step);
    else if (step) this.set({ ...this.camera, x: this.camera.x + (step[0] * 80) / this.camera.k, y: this.camera.y + (step[1] * 80) / this.camera.k });
    else if (event.key === "+" || event.key === "=") this.zoom(1.3);
    else if (event.key === "-") this.zoom(1 / 1.3);
    else if (event.key === "0") this.fit();
    else if (event.key === "Escape") this.app.select(null);
    else if (event.key === "Enter" || event.key === " ") {
      if (this.app.entity < 0) this.walk([0, 0]);
      else this.app.openTab("facts");
      if (event.key === "Enter" && this.app.entity >= 0) at("facts").focus();
    } else return false;
    return true;
  }

  /** Selects the nearest entity in a direction, or the one nearest to the middle. @param {[number, number]} step */
  walk([across, down]) {
    const { x, y } = this.app.data.entities;
    const from = this.app.entity;
    const [cx, cy] = from >= 0 ? [x[from] ?? 0, y[from] ?? 0] : [this.camera.x, this.camera.y];
    let best = -1;
    let least = Infinity;
    for (const n of this.ids ?? []) {
      if (n === from) continue;
      const [dx, dy] = [(x[n] ?? 0) - cx, (y[n] ?? 0) - cy];
      const along = dx * across + dy * down;
      const aside = Math.abs(dx * down) + Math.abs(dy * across);
      if (from >= 0 && (across || down) && along <= aside * 0.5) continue;
      const distance = from >= 0 ? along + aside * 2 : Math.hypot(dx, dy);
      if (distance < least) [best, least] = [n, distance];
    }
    if (best < 0) return;
    this.app.selectEntity(best);
    const spot = toScreen(this.camera, this.width, this.height, x[best] ?? 0, y[best] ?? 0);
    if (spot.x < 60 || spot.y < 60 || spot.x > this.width - 60 || spot.y > this.height - 60) this.lookAt([best], false);
  }

  /** How many labels of at least 10 px are drawn, and the share of their area that overlaps: for tests. */
  legibility() {
    this.paint();
    const labels = (this.placed?.labels ?? []).filter((l) => l.left >= 0 && l.top >= 0 && l.right <= this.width && l.bottom <= this.height && l.size >= 10);
    return { labels: labels.length, widest: Math.max(0, ...labels.map((l) => widthOf(l.text, l.size))), boxes: labels };
  }
}
