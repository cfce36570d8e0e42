// Pointer, wheel and keys over the canvas, turned into what they mean.

/**
 * @typedef {{pan: (x: number, y: number) => void, zoom: (x: number, y: number, factor: number) => void,
 *   click: (x: number, y: number) => void, hover: (x: number, y: number) => void, rest: () => void,
 *   key: (event: KeyboardEvent) => boolean}} Meaning `rest`: a movement has ended
 */

const TAP = 5; // pixels that a finger may move and still tap

/**
 * @param {HTMLElement} element
 * @param {Meaning} meaning
 */
export function watchGestures(element, meaning) {
  /** @type {Map<number, {x: number, y: number}>} */
  const down = new Map();
  let moved = 0;
  let settle = 0;

  const place = (/** @type {MouseEvent} */ event) => {
    const frame = element.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  };
  const soon = () => {
    clearTimeout(settle);
    settle = setTimeout(meaning.rest, 140);
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    down.set(event.pointerId, place(event));
    if (down.size === 1) moved = 0;
  });
  element.addEventListener("pointermove", (event) => {
    const now = place(event);
    const before = down.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") meaning.hover(now.x, now.y);
      return;
    }
    const others = [...down].filter(([id]) => id !== event.pointerId);
    const other = others[0]?.[1];
    moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (other) {
      const [was, is] = [Math.hypot(before.x - other.x, before.y - other.y), Math.hypot(now.x - other.x, now.y - other.y)];
      meaning.zoom((now.x + other.x) / 2, (now.y + other.y) / 2, is / Math.max(8, was));
      meaning.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      moved = TAP + 1;
    } else if (moved > TAP) meaning.pan(now.x - before.x, now.y - before.y);
    down.set(event.pointerId, now);
  });
  const up = (/** @type {PointerEvent} */ event) => {
    const last = down.get(event.pointerId);
    down.delete(event.pointerId);
    if (!last) return;
    if (event.type === "pointerup" && moved <= TAP && down.size === 0) meaning.click(last.x, last.y);
    else meaning.rest();
  };
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  element.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse") meaning.hover(-1e6, -1e6);
  });
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { x, y } = place(event);
      const lines = event.deltaMode === 1 ? 30 : 1;
      meaning.zoom(x, y, Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * 0.0018));
      soon();
    },
    { passive: false },
  );
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !meaning.key(event)) return;
    event.preventDefault();
    soon();
  });
}
