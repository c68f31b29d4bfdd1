import type { Samples } from '../envi/samples.js';

/** Whether a value counts as none: the one that is to be ignored, or NaN. */
export const isNone = (value: number, ignore: number): boolean => value === ignore || value !== value;

/** The bilinear blend of the corners of a quad (lower left, lower right, upper left, upper right) at u and v, 0…1. */
export function blendQuad(a: number, b: number, c: number, d: number, u: number, v: number): number {
  return (1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d);
}

/** Whether all of the 4 × 4 values from `first` on, in lines of `width`, are values. */
export function isPatchWhole(plane: Samples, first: number, width: number, ignore: number): boolean {
  for (let row = 0, at = first; row < 4; row += 1, at += width)
    if (
      isNone(plane[at]!, ignore) ||
      isNone(plane[at + 1]!, ignore) ||
      isNone(plane[at + 2]!, ignore) ||
      isNone(plane[at + 3]!, ignore)
    )
      return false;
  return true;
}

/** The Catmull-Rom blend of 4 × 4 values from `first` on, in lines of `width`, at u and v (0…1 in the middle of them). */
export function blendPatch(plane: Samples, first: number, width: number, u: number, v: number): number {
  // The weights of catmull-rom.ts, in variables: the arrays there would take as long again as all else here.
  const u0 = u * (-0.5 + u * (1 - 0.5 * u));
  const u1 = 1 + u * u * (-2.5 + 1.5 * u);
  const u2 = u * (0.5 + u * (2 - 1.5 * u));
  const u3 = u * u * (-0.5 + 0.5 * u);
  const second = first + width;
  const third = second + width;
  const fourth = third + width;
  return (
    v * (-0.5 + v * (1 - 0.5 * v)) * rowOf(plane, first, u0, u1, u2, u3) +
    (1 + v * v * (-2.5 + 1.5 * v)) * rowOf(plane, second, u0, u1, u2, u3) +
    v * (0.5 + v * (2 - 1.5 * v)) * rowOf(plane, third, u0, u1, u2, u3) +
    v * v * (-0.5 + 0.5 * v) * rowOf(plane, fourth, u0, u1, u2, u3)
  );
}

function rowOf(plane: Samples, at: number, u0: number, u1: number, u2: number, u3: number): number {
  return u0 * plane[at]! + u1 * plane[at + 1]! + u2 * plane[at + 2]! + u3 * plane[at + 3]!;
}
