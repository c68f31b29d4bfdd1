import type { GeocorrectRequest } from '../contract.js';
import type { Scan } from '../navigation.js';
import type { ViewVectors } from '../view-vectors.js';
import { RADIANS, toGeocentric, type Point } from './ellipsoid.js';

/** In which order the attitude is applied. */
export type Rotation = NonNullable<GeocorrectRequest['rotation']>;

/** A 3 × 3 matrix, row by row. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** Unit vectors, x, y, z of one after x, y, z of the other. */
export type Directions = Float64Array;

/**
 * Where the pixels look in the frame of the aircraft (x forward, y right, z down): the third axis turned by Y, then X, then Z
 * of the view vectors.
 */
export function bodyDirections({ x, y, z }: ViewVectors): Directions {
  const directions = new Float64Array(3 * x.length);
  for (let pixel = 0; pixel < x.length; pixel += 1) {
    const [sinX, cosX] = [Math.sin(x[pixel]! * RADIANS), Math.cos(x[pixel]! * RADIANS)];
    const [sinY, cosY] = [Math.sin(y[pixel]! * RADIANS), Math.cos(y[pixel]! * RADIANS)];
    const [sinZ, cosZ] = [Math.sin(z[pixel]! * RADIANS), Math.cos(z[pixel]! * RADIANS)];
    const [forward, right, down] = [sinY, -cosY * sinX, cosY * cosX];
    directions[3 * pixel] = cosZ * forward - sinZ * right;
    directions[3 * pixel + 1] = sinZ * forward + cosZ * right;
    directions[3 * pixel + 2] = down;
  }
  return directions;
}

/** From where a scan looks, and the matrix that makes geocentric directions of those of the aircraft. */
export interface ScanFrame {
  readonly position: Point;
  readonly matrix: Matrix;
}

/** The frame of a scan; its longitude is counted from `meridian` (degrees), so that it is small. */
export function scanFrame(scan: Scan, rotation: Rotation, meridian: number): ScanFrame {
  const longitude = (scan.longitude - meridian) * RADIANS;
  const latitude = scan.latitude * RADIANS;
  const roll = aboutX(scan.roll * RADIANS);
  const pitch = aboutY(scan.pitch * RADIANS);
  const attitude = rotation === 'zxy' ? times(roll, pitch) : times(pitch, roll);
  const level = times(aboutZ(longitude), aboutY(-(Math.PI / 2 + latitude)));
  return {
    position: toGeocentric(longitude, latitude, scan.altitude),
    matrix: times(level, times(aboutZ(scan.heading * RADIANS), attitude)),
  };
}

function aboutX(angle: number): Matrix {
  const [s, c] = [Math.sin(angle), Math.cos(angle)];
  return [1, 0, 0, 0, c, -s, 0, s, c];
}

function aboutY(angle: number): Matrix {
  const [s, c] = [Math.sin(angle), Math.cos(angle)];
  return [c, 0, s, 0, 1, 0, -s, 0, c];
}

function aboutZ(angle: number): Matrix {
  const [s, c] = [Math.sin(angle), Math.cos(angle)];
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

function times(a: Matrix, b: Matrix): Matrix {
  const cell = (row: number, column: number) =>
    a[3 * row]! * b[column]! + a[3 * row + 1]! * b[column + 3]! + a[3 * row + 2]! * b[column + 6]!;
  return [
    cell(0, 0), cell(0, 1), cell(0, 2),
    cell(1, 0), cell(1, 1), cell(1, 2),
    cell(2, 0), cell(2, 1), cell(2, 2),
  ]; // prettier-ignore
}
