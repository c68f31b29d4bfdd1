import { toGeodetic } from './ellipsoid.js';
import type { Elevations } from './elevation-grid.js';

/** Elevations, and where their first cell lies: radians, longitudes from the meridian of the rays. */
export interface Terrain extends Elevations {
  readonly longitude: number;
  readonly latitude: number;
  readonly dx: number;
  readonly dy: number;
}

/** A ray that leaves the elevations before it hits them. */
export const OUTSIDE = -1;
/** A ray that begins below the ground. */
export const BELOW = -2;

const start = new Float64Array(3);
const middle = new Float64Array(3);
const end = new Float64Array(3);

/**
 * How far along a ray the terrain is first hit, metres; OUTSIDE or BELOW when it isn't. The terrain is bilinear between the
 * centres of its cells. The ray is above all terrain at `from` (or begins there) and below all of it at `to`.
 *
 * Column, row and height along the ray are taken as the parabolas through its begin, middle and end, which are less than a
 * millimetre off within 20 km. The ray is then followed from cell to cell. In each, its height over the bilinear surface is a
 * quadratic whose first root is the hit: no ridge is too thin to be seen.
 */
export function firstHit(
  terrain: Terrain,
  px: number,
  py: number,
  pz: number,
  dx: number,
  dy: number,
  dz: number,
  from: number,
  to: number,
): number {
  const half = (from + to) / 2;
  toGeodetic(px + from * dx, py + from * dy, pz + from * dz, start);
  toGeodetic(px + half * dx, py + half * dy, pz + half * dz, middle);
  toGeodetic(px + to * dx, py + to * dy, pz + to * dz, end);
  const { heights, columns, rows } = terrain;

  // p(s) = p0 + p1 s + p2 s², s from 0 to 1.
  const u0 = (start[0]! - terrain.longitude) / terrain.dx;
  const u2 = (2 * (start[0]! + end[0]! - 2 * middle[0]!)) / terrain.dx;
  const u1 = (end[0]! - start[0]!) / terrain.dx - u2;
  const v0 = (terrain.latitude - start[1]!) / terrain.dy;
  const v2 = (-2 * (start[1]! + end[1]! - 2 * middle[1]!)) / terrain.dy;
  const v1 = (start[1]! - end[1]!) / terrain.dy - v2;
  const h0 = start[2]!;
  const h2 = 2 * (start[2]! + end[2]! - 2 * middle[2]!);
  const h1 = end[2]! - start[2]! - h2;

  let column = Math.floor(u0);
  let row = Math.floor(v0);
  let s = 0;
  let u = u0;
  let v = v0;
  let above = Number.NaN;
  while (column >= 0 && row >= 0 && column < columns - 1 && row < rows - 1) {
    const at = row * columns + column;
    const north = heights[at]!;
    const south = heights[at + columns]!;
    const eastward = heights[at + 1]! - north;
    const twist = heights[at + columns + 1]! - south - eastward;
    if (s === 0) {
      const x = u - column;
      const y = v - row;
      above = h0 - (north + eastward * x + (south - north) * y + twist * x * y);
      if (above <= 0) return above < 0 ? BELOW : from;
    }

    // To the edge of the cell that is next in the ray's way.
    const du = u1 + 2 * u2 * s;
    const dv = v1 + 2 * v2 * s;
    const toColumn = du > 0 ? (column + 1 - u) / du : du < 0 ? (column - u) / du : Infinity;
    const toRow = dv > 0 ? (row + 1 - v) / dv : dv < 0 ? (row - v) / dv : Infinity;
    const step = Math.max(0, Math.min(toColumn, toRow, 1 - s));
    const next = s + step;
    const nextU = u0 + next * (u1 + next * u2);
    const nextV = v0 + next * (v1 + next * v2);
    const x = nextU - column;
    const y = nextV - row;
    const below = h0 + next * (h1 + next * h2) - (north + eastward * x + (south - north) * y + twist * x * y);

    // above + b r + c r², r from 0 to 1 within the cell: it ends below the ground, or dips below it in between.
    const c = -twist * (nextU - u) * (nextV - v);
    const b = below - above - c;
    const square = b * b - 4 * c * above;
    if (below <= 0 || (c > 0 && b < 0 && -b < 2 * c && square >= 0)) {
      const r = (2 * above) / (Math.sqrt(Math.max(0, square)) - b);
      return from + (s + step * r) * (to - from);
    }
    if (next >= 1) return OUTSIDE;
    if (toColumn <= toRow) column += du > 0 ? 1 : -1;
    else row += dv > 0 ? 1 : -1;
    s = next;
    u = nextU;
    v = nextV;
    above = below;
  }
  return OUTSIDE;
}
