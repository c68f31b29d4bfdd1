import { OperationsError } from '../../domain/failures.js';
import type { Geoid } from './geoid.js';
import { latitudeOf, longitudeOf, type Heights } from './heights.js';

/** Metres by which heights were raised. */
export interface Shift {
  readonly min: number;
  readonly max: number;
  /** At the corners: north-west, north-east, south-west, south-east. */
  readonly corners: readonly number[];
}

/** Metres that the geoid changes at most in a degree; the steepest there is, at deep-sea trenches, stays below. */
const STEEPEST = 60;

/**
 * Raises heights above a geoid to heights above the ellipsoid, in place, and looks at what it did. Throws OperationsError
 * GEOID_MISSING when the corners were not raised at all, or by what no geoid has: a grid of zeros, or of something else, must
 * not pass as one.
 */
export function raise(heights: Heights, geoid: Geoid): Shift {
  const { values, columns, rows } = heights;
  const places = [0, columns - 1, (rows - 1) * columns, rows * columns - 1];
  const before = places.map((cell) => values[cell]!);
  let min = Infinity;
  let max = -Infinity;
  for (let row = 0; row < rows; row += 1) {
    const latitude = latitudeOf(heights, row);
    for (let column = 0; column < columns; column += 1) {
      const above = geoid.at(latitude, longitudeOf(heights, column));
      values[row * columns + column]! += above;
      if (above < min) min = above;
      if (above > max) max = above;
    }
  }
  const corners = places.map((cell, index) => Math.round((values[cell]! - before[index]!) * 1000) / 1000);
  const degrees = Math.hypot(rows * heights.dy, columns * heights.dx);
  if (corners.every((corner) => corner === 0) || max - min > 1 + STEEPEST * degrees)
    throw new OperationsError(
      'GEOID_MISSING',
      `The geoid grid ${geoid.path} raised the corners of the area by ${corners.join(', ')} m, which is no geoid.`,
    );
  return { min, max, corners };
}
