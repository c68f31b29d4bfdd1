/** Where a position is in a quad: `u` from left to right, `v` from low to high, 0…1 inside. */
export interface PlaceInQuad {
  u: number;
  v: number;
}

/** How far outside 0…1 rounding may put what is on an edge. */
const ROUNDING = 1e-9;

/**
 * Inverts the bilinear map of a quad for the origin: with corners (x[0],y[0]) lower left, 1 lower right, 2 upper left, 3 upper
 * right, the u and v at which the blend of the corners is (0,0). False when the origin is outside, or the quad is degenerate.
 * A quad with one corner in each quadrant always has the origin inside.
 */
export function invertQuad(x: Float64Array, y: Float64Array, place: PlaceInQuad): boolean {
  const ex = x[1]! - x[0]!;
  const ey = y[1]! - y[0]!;
  const fx = x[2]! - x[0]!;
  const fy = y[2]! - y[0]!;
  const gx = x[3]! - x[2]! - ex;
  const gy = y[3]! - y[2]! - ey;
  // The origin is x[0] + u e + v f + u v g; without u it is a square equation in v.
  const k2 = gx * fy - gy * fx;
  const k1 = ex * fy - ey * fx + gx * y[0]! - gy * x[0]!;
  const k0 = ex * y[0]! - ey * x[0]!;
  // A quad that is nearly a parallelogram has nearly no square term: the linear root, or the one that doesn't cancel.
  if (Math.abs(k2) < 1e-12 * Math.abs(k1)) return takeRow(x, y, -k0 / k1, place);
  const discriminant = k1 * k1 - 4 * k0 * k2;
  if (discriminant < 0) return false;
  const q = -(k1 + (k1 < 0 ? -1 : 1) * Math.sqrt(discriminant)) / 2;
  return takeRow(x, y, k0 / q, place) || takeRow(x, y, q / k2, place);
}

/** Where the origin lies on the line at `v` across a quad; false when it is outside. */
function takeRow(x: Float64Array, y: Float64Array, v: number, place: PlaceInQuad): boolean {
  if (!(v >= -ROUNDING && v <= 1 + ROUNDING)) return false;
  const fromX = x[0]! + (x[2]! - x[0]!) * v;
  const fromY = y[0]! + (y[2]! - y[0]!) * v;
  const dx = x[1]! + (x[3]! - x[1]!) * v - fromX;
  const dy = y[1]! + (y[3]! - y[1]!) * v - fromY;
  const u = Math.abs(dx) > Math.abs(dy) ? -fromX / dx : -fromY / dy;
  if (!(u >= -ROUNDING && u <= 1 + ROUNDING)) return false;
  place.u = u < 0 ? 0 : u > 1 ? 1 : u;
  place.v = v < 0 ? 0 : v > 1 ? 1 : v;
  return true;
}
