// Where labels stand: greedily by importance, each where it lies on no other label and, if it can, on no shape.

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */
/** @typedef {{id: number, x: number, y: number, r: number, text: string, size: number, must?: boolean, shorter?: string, beside?: number}} Wish
 * `must`: it is placed even where it covers a shape; `shorter`: what it may say where there is no room for `text`;
 * `beside`: the label beside which it stands, or not at all */
/** @typedef {Box & {id: number, text: string, size: number}} Label */

const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\ud840-\ud8bf][\udc00-\udfff]/;
const CELL = 48;

/** How wide a character is, as a share of the font's size. @param {string} char */
export function em(char) {
  return WIDE.test(char) || "“”‘’—…·".includes(char) ? 1 : char >= "A" && char <= "Z" ? 0.7 : 0.58;
}

/** The width of a text in pixels. @param {string} text @param {number} size */
export function widthOf(text, size) {
  let found = 0;
  for (const char of text) found += em(char);
  return found * size;
}

/**
 * A text that is at most so many full-width characters long, cut with an ellipsis.
 * @param {string} text @param {number} most
 */
export function cut(text, most) {
  if (widthOf(text, 1) <= most) return text;
  let found = "";
  let used = 1;
  for (const char of text) {
    used += em(char);
    if (used > most) break;
    found += char;
  }
  return `${found}…`;
}

class Taken {
  constructor() {
    /** @type {Map<number, Box[]>} */
    this.cells = new Map();
  }

  /** @param {Box} box @param {(list: Box[] | undefined, key: number) => boolean | void} act */
  visit(box, act) {
    for (let column = Math.floor(box.left / CELL); column <= Math.floor(box.right / CELL); column++) {
      for (let row = Math.floor(box.top / CELL); row <= Math.floor(box.bottom / CELL); row++) {
        const key = (column + 32768) * 65536 + row + 32768;
        if (act(this.cells.get(key), key)) return true;
      }
    }
    return false;
  }

  /** @param {Box} box */
  add(box) {
    this.visit(box, (list, key) => {
      if (list) list.push(box);
      else this.cells.set(key, [box]);
    });
  }

  /** @param {Box} box */
  meets(box) {
    return this.visit(box, (list) =>
      list?.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom),
    );
  }
}

/**
 * The labels to draw, in the order of the wishes; a second round tries the shorter texts of those without room.
 * @param {Wish[]} wishes the most important first, in pixels
 * @param {Wish[]} shapes the shapes that labels should leave free
 * @param {number} most
 * @returns {Label[]}
 */
export function placeLabels(wishes, shapes, most) {
  const labels = new Taken();
  const bodies = new Taken();
  for (const { x, y, r } of shapes) bodies.add({ left: x - r, top: y - r, right: x + r, bottom: y + r });
  /** @type {Label[]} */
  const found = [];
  /** @type {Wish[]} */
  const again = [];
  for (const round of [wishes, again]) {
    for (const wish of round) {
      if (found.length >= most) break;
      const boxes = wish.beside === undefined ? around(wish) : besideLabel(wish, found);
      const free = boxes.filter((box) => !labels.meets(box));
      const best = free.find((box) => !bodies.meets(box)) ?? (wish.must ? (free[0] ?? boxes[0]) : undefined);
      if (best) {
        labels.add(best);
        found.push({ ...best, id: wish.id, text: wish.text, size: wish.size });
      } else if (wish.shorter && wish.shorter !== wish.text) again.push({ ...wish, text: wish.shorter, shorter: "" });
    }
  }
  return found;
}

/** Below, right and left of the label that a wish belongs to. @param {Wish} wish @param {Label[]} found @returns {Box[]} */
function besideLabel({ text, size, beside }, found) {
  const label = found.find(({ id }) => id === beside);
  if (!label) return [];
  const [wide, high] = [widthOf(text, size) + 10, size * 1.35];
  const [middle, down] = [(label.left + label.right) / 2, (label.top + label.bottom - high) / 2];
  const corners = [
    [label.right + 4, down],
    [middle - wide / 2, label.bottom + 2],
    [label.left - wide - 4, down],
  ];
  return corners.map(([left = 0, top = 0]) => ({ left, top, right: left + wide, bottom: top + high }));
}

/** Below, above, right and left of a shape. @param {Wish} wish @returns {Box[]} */
function around({ x, y, r, text, size }) {
  const [wide, high] = [widthOf(text, size) + 4, size * 1.25];
  const gap = r + 2;
  const corners = [
    [x - wide / 2, y + gap],
    [x - wide / 2, y - gap - high],
    [x + gap, y - high / 2],
    [x - gap - wide, y - high / 2],
  ];
  return corners.map(([left = 0, top = 0]) => ({ left, top, right: left + wide, bottom: top + high }));
}
