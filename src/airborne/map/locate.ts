import type { Interpolation } from '../../domain/scops/order.js';
import type { Window } from './gather.js';
import { NONE, type Points } from './points.js';
import { invertPatch } from './catmull-rom.js';
import { invertQuad, type PlaceInQuad } from './quad.js';

/** In place of a second reference: the cell is within a patch of 4 × 4 pixels of the source, of which the first is the first. */
export const PATCH = 0xfffffffe;

/** From which pixels a cell is made. */
export interface Source extends PlaceInQuad {
  /**
   * Nearest: the pixel, then NONE. Bilinear: the corners as quad.ts has them. Cubic: the first pixel of a patch, then
   * PATCH; or the corners, where there is no patch. NONE first: nothing is there.
   */
  readonly refs: Uint32Array;
}

/** Finds the pixels of a tile's cells. */
export class Locator {
  private window: Window = { segments: [], lines: 0, sample: 0, width: 0 };
  /** Place in the points by reference, for patches alone. */
  private places = new Int32Array(0);
  /** The line in the source of each line of the window. */
  private lineOf: number[] = [];
  private readonly corners = new Int32Array(4);
  private readonly x = new Float64Array(16);
  private readonly y = new Float64Array(16);
  private readonly reach2: number;

  constructor(
    readonly interpolation: Interpolation,
    reach: number,
  ) {
    this.reach2 = reach * reach;
  }

  private points!: Points;

  /** Takes the pixels of another tile. */
  enter(points: Points, window: Window): void {
    this.points = points;
    this.window = window;
    if (this.interpolation !== 'cubic') return;
    const size = window.lines * window.width;
    if (this.places.length < size) this.places = new Int32Array(size);
    this.places.fill(-1, 0, size);
    for (let at = 0; at < points.count; at += 1) this.places[points.ref[at]!] = at;
    this.lineOf = window.segments.flatMap(({ first, count }) =>
      Array.from({ length: count }, (_, line) => first + line),
    );
  }

  /** What a cell with this centre is made from, into `source`; of valid pixels alone where those are given by reference. */
  locate(cx: number, cy: number, valid: Uint8Array | null, source: Source): boolean {
    const { refs } = source;
    refs[0] = refs[1] = refs[2] = refs[3] = NONE;
    if (this.points.isFar(cx, cy)) return false;
    if (this.interpolation === 'cubic' && valid === null && this.patch(cx, cy, source)) return true;
    if (this.interpolation !== 'nearest') return this.quad(cx, cy, valid, source);
    const at = this.points.nearest(cx, cy, valid);
    if (at < 0) return false;
    source.refs[0] = this.points.ref[at]!;
    return true;
  }

  private quad(cx: number, cy: number, valid: Uint8Array | null, source: Source): boolean {
    const { points, corners, x, y } = this;
    if (!points.quadrants(cx, cy, valid, corners)) return false;
    for (let corner = 0; corner < 4; corner += 1) {
      const at = corners[corner]!;
      x[corner] = points.x[at]! - cx;
      y[corner] = points.y[at]! - cy;
      source.refs[corner] = points.ref[at]!;
    }
    if (!invertQuad(x, y, source)) {
      // Corners on one line: the nearest of them.
      const distance = (corner: number) => x[corner]! ** 2 + y[corner]! ** 2;
      const nearest = [1, 2, 3].reduce((best, other) => (distance(other) < distance(best) ? other : best), 0);
      source.u = nearest & 1;
      source.v = nearest >> 1;
    }
    return true;
  }

  /**
   * The patch of 4 × 4 neighbours in sensor geometry in whose middle the cell lies. The search walks from the nearest pixel
   * over the image: with oblique or stretched pixels the nearest one is not always at the corner of the right quad.
   */
  private patch(cx: number, cy: number, source: Source): boolean {
    const { points, window, x, y, places } = this;
    const nearest = points.nearest(cx, cy, null);
    if (nearest < 0) return false;
    const ref = points.ref[nearest]!;
    let line = Math.floor(ref / window.width);
    let sample = ref - line * window.width;
    for (let step = 0; step < 8; step += 1) {
      line = Math.min(window.lines - 2, Math.max(0, line));
      sample = Math.min(window.width - 2, Math.max(0, sample));
      if (line < 0 || sample < 0) return false;
      const base = line * window.width + sample;
      for (let corner = 0; corner < 4; corner += 1) {
        const at = places[base + (corner & 1) + (corner >> 1) * window.width]!;
        if (at < 0) return false;
        x[corner] = points.x[at]! - cx;
        y[corner] = points.y[at]! - cy;
      }
      if (invertQuad(x, y, source)) return this.fitPatch(cx, cy, line, sample, source);
      const ex = x[1]! - x[0]!;
      const ey = y[1]! - y[0]!;
      const fx = x[2]! - x[0]!;
      const fy = y[2]! - y[0]!;
      const determinant = ex * fy - ey * fx;
      const right = Math.floor((y[0]! * fx - x[0]! * fy) / determinant);
      const up = Math.floor((x[0]! * ey - y[0]! * ex) / determinant);
      if (!Number.isFinite(right) || !Number.isFinite(up) || (right === 0 && up === 0)) return false;
      sample += Math.min(4, Math.max(-4, right));
      line += Math.min(4, Math.max(-4, up));
    }
    return false;
  }

  private fitPatch(cx: number, cy: number, line: number, sample: number, source: Source): boolean {
    const { points, window, x, y, places, lineOf } = this;
    if (line < 1 || line + 2 >= window.lines || sample < 1 || sample + 2 >= window.width) return false;
    if (lineOf[line + 2]! - lineOf[line - 1]! !== 3) return false;
    const first = (line - 1) * window.width + sample - 1;
    for (let j = 0; j < 4; j += 1)
      for (let i = 0; i < 4; i += 1) {
        const at = places[first + j * window.width + i]!;
        if (at < 0) return false;
        const dx = points.x[at]! - cx;
        const dy = points.y[at]! - cy;
        if (dx * dx + dy * dy > this.reach2) return false;
        x[j * 4 + i] = dx;
        y[j * 4 + i] = dy;
      }
    if (!invertPatch(x, y, source)) return false;
    source.refs[0] = first;
    source.refs[1] = PATCH;
    return true;
  }
}
