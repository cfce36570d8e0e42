// A pen that writes SVG instead of drawing: the part of the canvas's interface that `draw` uses.

/** @param {string} text */
function xml(text) {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** @param {number} value */
function short(value) {
  return String(Math.round(value * 10) / 10);
}

export class SvgPen {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.parts = /** @type {string[]} */ ([]);
    this.course = "";
    this.globalAlpha = 1;
    this.fillStyle = "#000";
    this.strokeStyle = "#000";
    this.lineWidth = 1;
    this.font = "";
    this.textAlign = "left";
    this.textBaseline = "middle";
    this.lineJoin = "round";
  }

  beginPath() {
    this.course = "";
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.course += `M${short(x)} ${short(y)}`;
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.course += `L${short(x)} ${short(y)}`;
  }

  /** @param {number} a @param {number} b @param {number} x @param {number} y */
  quadraticCurveTo(a, b, x, y) {
    this.course += `Q${short(a)} ${short(b)} ${short(x)} ${short(y)}`;
  }

  closePath() {
    this.course += "Z";
  }

  /** A whole circle: `draw` uses no other arc. @param {number} x @param {number} y @param {number} r */
  arc(x, y, r) {
    this.ellipse(x, y, r, r);
  }

  /** @param {number} x @param {number} y @param {number} rx @param {number} ry */
  ellipse(x, y, rx, ry) {
    const turn = `${short(rx)} ${short(ry)} 0 1 0`;
    this.course += `M${short(x - rx)} ${short(y)}A${turn} ${short(x + rx)} ${short(y)}A${turn} ${short(x - rx)} ${short(y)}Z`;
  }

  /** @param {number} x @param {number} y @param {number} wide @param {number} high */
  roundRect(x, y, wide, high) {
    this.course += `M${short(x)} ${short(y)}h${short(wide)}v${short(high)}h${short(-wide)}Z`;
  }

  /** @param {number} x @param {number} y @param {number} wide @param {number} high */
  fillRect(x, y, wide, high) {
    this.parts.push(`<rect x="${short(x)}" y="${short(y)}" width="${short(wide)}" height="${short(high)}" fill="${xml(this.fillStyle)}"/>`);
  }

  fill() {
    this.path(`fill="${xml(this.fillStyle)}"`);
  }

  stroke() {
    this.path(`fill="none" stroke="${xml(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}"`);
  }

  /** @param {string} look */
  path(look) {
    if (this.course) this.parts.push(`<path d="${this.course}" ${look}${this.opacity()}/>`);
  }

  opacity() {
    return this.globalAlpha < 1 ? ` opacity="${short(this.globalAlpha * 10) === "0" ? 0.05 : Math.round(this.globalAlpha * 100) / 100}"` : "";
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    this.text(text, x, y, `fill="${xml(this.fillStyle)}"`);
  }

  /** @param {string} text @param {number} x @param {number} y */
  strokeText(text, x, y) {
    this.text(text, x, y, `fill="none" stroke-linejoin="round" stroke="${xml(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}"`);
  }

  /** @param {string} text @param {number} x @param {number} y @param {string} look */
  text(text, x, y, look) {
    const found = /^(?:(600|italic) )?([\d.]+)px (.*)$/.exec(this.font);
    const kind = found?.[1] === "600" ? ' font-weight="600"' : found?.[1] ? ' font-style="italic"' : "";
    const font = `font-family="${xml(found?.[3] ?? "")}" font-size="${found?.[2] ?? 12}"${kind}`;
    this.parts.push(`<text x="${short(x)}" y="${short(y)}" dominant-baseline="central" ${font} ${look}${this.opacity()}>${xml(text)}</text>`);
  }

  /** The file's text. */
  file() {
    const [wide, high] = [short(this.width), short(this.height)];
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}">${this.parts.join("")}</svg>\n`;
  }
}
