// A grid over points: those near a place, or inside a box, are found without looking at all others.

export class Grid {
  /**
   * @param {ArrayLike<number>} ids
   * @param {number[]} xs
   * @param {number[]} ys
   * @param {number} cell width and height of a cell
   */
  constructor(ids, xs, ys, cell) {
    this.xs = xs;
    this.ys = ys;
    this.cell = cell;
    /** @type {Map<number, number[]>} */
    this.cells = new Map();
    for (let i = 0; i < ids.length; i++) {
      const n = ids[i] ?? 0;
      const key = this.key(Math.floor((xs[n] ?? 0) / cell), Math.floor((ys[n] ?? 0) / cell));
      const there = this.cells.get(key);
      if (there) there.push(n);
      else this.cells.set(key, [n]);
    }
  }

  /** @param {number} column @param {number} row */
  key(column, row) {
    return (column + 1048576) * 2097152 + row + 1048576;
  }

  /**
   * The nearest point not farther than `reach`, or -1.
   * @param {number} x @param {number} y @param {number} reach
   */
  nearest(x, y, reach) {
    let best = -1;
    let least = reach * reach;
    for (const n of this.inside({ left: x - reach, top: y - reach, right: x + reach, bottom: y + reach })) {
      const [across, down] = [(this.xs[n] ?? 0) - x, (this.ys[n] ?? 0) - y];
      const distance = across * across + down * down;
      if (distance <= least) [best, least] = [n, distance];
    }
    return best;
  }

  /**
   * The points inside a box, its edge included.
   * @param {{left: number, top: number, right: number, bottom: number}} box
   * @returns {number[]}
   */
  inside(box) {
    const found = [];
    const [from, to] = [Math.floor(box.left / this.cell), Math.floor(box.right / this.cell)];
    const [first, last] = [Math.floor(box.top / this.cell), Math.floor(box.bottom / this.cell)];
    // A box of more cells than there are filled ones is searched by those.
    const lists = (to - from + 1) * (last - first + 1) > this.cells.size ? this.cells.values() : this.listed(from, to, first, last);
    for (const list of lists) {
      for (const n of list) {
        const [x, y] = [this.xs[n] ?? 0, this.ys[n] ?? 0];
        if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) found.push(n);
      }
    }
    return found;
  }

  /** @param {number} from @param {number} to @param {number} first @param {number} last */
  *listed(from, to, first, last) {
    for (let column = from; column <= to; column++) {
      for (let row = first; row <= last; row++) {
        const list = this.cells.get(this.key(column, row));
        if (list) yield list;
      }
    }
  }
}
