import type { PlaceInQuad } from './quad.js';

/** The weights of four equally spaced values at `t` (0…1 between the second and the third): Catmull-Rom. They add up to 1. */
export function catmullRom(t: number, weights: Float64Array): void {
  weights[0] = t * (-0.5 + t * (1 - 0.5 * t));
  weights[1] = 1 + t * t * (-2.5 + 1.5 * t);
  weights[2] = t * (0.5 + t * (2 - 1.5 * t));
  weights[3] = t * t * (-0.5 + 0.5 * t);
}

/** How the weights change with `t`. */
function catmullRomSlope(t: number, slopes: Float64Array): void {
  slopes[0] = -0.5 + t * (2 - 1.5 * t);
  slopes[1] = t * (-5 + 4.5 * t);
  slopes[2] = 0.5 + t * (4 - 4.5 * t);
  slopes[3] = t * (-1 + 1.5 * t);
}

const wu = new Float64Array(4);
const wv = new Float64Array(4);
const su = new Float64Array(4);
const sv = new Float64Array(4);
/** A patch may be left by this much: the edges of neighbouring patches are curves, not the straight lines between pixels. */
const LEEWAY = 0.2;

/**
 * Where the surface through 4 × 4 positions (rows of four, along `u`) passes through the origin, by Newton's method from the
 * place that is given. With these u and v the weights reproduce any linear function of the position exactly. False when
 * there is no such place in the middle patch.
 */
export function invertPatch(x: Float64Array, y: Float64Array, place: PlaceInQuad): boolean {
  let { u, v } = place;
  for (let step = 0; step < 12; step += 1) {
    catmullRom(u, wu);
    catmullRom(v, wv);
    catmullRomSlope(u, su);
    catmullRomSlope(v, sv);
    let px = 0;
    let py = 0;
    let xu = 0;
    let yu = 0;
    let xv = 0;
    let yv = 0;
    for (let j = 0; j < 4; j += 1) {
      const at = j * 4;
      const rowX = wu[0]! * x[at]! + wu[1]! * x[at + 1]! + wu[2]! * x[at + 2]! + wu[3]! * x[at + 3]!;
      const rowY = wu[0]! * y[at]! + wu[1]! * y[at + 1]! + wu[2]! * y[at + 2]! + wu[3]! * y[at + 3]!;
      px += wv[j]! * rowX;
      py += wv[j]! * rowY;
      xv += sv[j]! * rowX;
      yv += sv[j]! * rowY;
      xu += wv[j]! * (su[0]! * x[at]! + su[1]! * x[at + 1]! + su[2]! * x[at + 2]! + su[3]! * x[at + 3]!);
      yu += wv[j]! * (su[0]! * y[at]! + su[1]! * y[at + 1]! + su[2]! * y[at + 2]! + su[3]! * y[at + 3]!);
    }
    const determinant = xu * yv - xv * yu;
    const du = (px * yv - py * xv) / determinant;
    const dv = (py * xu - px * yu) / determinant;
    u -= du;
    v -= dv;
    if (!(Math.abs(u - 0.5) <= 0.5 + LEEWAY && Math.abs(v - 0.5) <= 0.5 + LEEWAY)) return false;
    // The error after a step is about the square of the step.
    if (Math.abs(du) + Math.abs(dv) < 1e-5) {
      place.u = u;
      place.v = v;
      return true;
    }
  }
  return false;
}
