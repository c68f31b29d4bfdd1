import { noise } from '../instrument/noise.js';
import { metresPerRadian, RAD } from './earth.js';
import type { FlightOptions } from './options.js';

/** One scan's navigation, as the delivered file has it: seconds, degrees, metres above the ellipsoid. */
export interface Attitude {
  readonly time: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number;
  readonly roll: number;
  readonly pitch: number;
  readonly heading: number;
}

const SPEED = 70;
/** Metres above the ellipsoid that pixels are laid out for: the mean of the ground. */
const GROUND = 200;
/** Seconds between the starts of two lines. */
const BETWEEN = 600;

/** Angle from one pixel to the next, radians. */
export function pixelAngle(options: FlightOptions): number {
  return (options.fieldOfView * RAD) / (options.samples - 1);
}

/** Metres between scans: as far as pixels lie apart below the aircraft. */
export function scanSpacing(options: FlightOptions): number {
  return Math.max(0.25, (options.altitude - GROUND) * Math.tan(pixelAngle(options)));
}

/** The flight of line `line` (from 0): beside the others by two thirds of a swath, to and fro, with an aircraft's motions. */
export function trajectory(options: FlightOptions, line: number): (scan: number) => Attitude {
  const { scans, sigma, altitude, centre, seed } = options;
  const back = line % 2 === 1;
  const track = (options.heading + (back ? 180 : 0)) % 360;
  const spacing = scanSpacing(options);
  const swath = 2 * (altitude - GROUND) * Math.tan((options.fieldOfView / 2) * RAD);
  // To the right of the first line's heading; a line that is flown back has its own right on the other side.
  const aside = (line - (options.lines - 1) / 2) * 0.66 * swath * (back ? -1 : 1);
  const latitude = centre.latitude * RAD;
  const metres = metresPerRadian(latitude);
  const sway = (index: number, seconds: number, period: number) => {
    const phase = noise(seed, line, index) * 2 * Math.PI;
    const length = period * (0.8 + 0.4 * noise(seed, line, index, 1));
    return Math.sin((2 * Math.PI * seconds) / length + phase);
  };
  const [cos, sin] = [Math.cos(track * RAD), Math.sin(track * RAD)];
  return (scan) => {
    const along = (scan - (scans - 1) / 2) * spacing;
    const seconds = (scan * spacing) / SPEED;
    const right = aside + 2 * sigma * sway(4, seconds, 40);
    return {
      time: 36_000 + line * BETWEEN + seconds,
      latitude: centre.latitude + (along * cos - right * sin) / metres.north / RAD,
      longitude: centre.longitude + (along * sin + right * cos) / metres.east / RAD,
      altitude: altitude + 3 * sigma * sway(5, seconds, 30),
      roll: sigma * (0.7 * sway(1, seconds, 9) + 0.3 * sway(6, seconds, 3.1)),
      pitch: 0.75 * sigma * sway(2, seconds, 13),
      heading: (track + 0.5 * sigma * sway(3, seconds, 21) + 360) % 360,
    };
  };
}
