import { RasterReader } from '../../src/airborne/envi/raster-reader.js';
import { RAD, toUtm } from '../../src/simulator/flight/earth.js';
import type { FlightMade } from '../../src/simulator/flight/flight.js';
import { scanSpacing } from '../../src/simulator/flight/trajectory.js';
import { truthAt } from '../../src/simulator/flight/truth.js';
import { centreOf, readMap } from './packed-map.js';

/** How a map stands to the ground. */
export interface Mapped {
  /** Cells with a value, of all bands. */
  readonly cells: number;
  /** Those whose nearest pixel is masked: they have the value of another. */
  readonly filled: number;
  /** Those whose value the ground has nowhere within a third of a pixel from where the nearest pixel that is not masked looked. */
  readonly misplaced: number;
}

/** A pixel of level 1: where it truly looked, UTM, and which of its bands are masked. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
  readonly masked: readonly boolean[];
}

/** Holds the packed map of a flight's line, all of whose flags are masked, against the ground that the simulator painted. */
export async function heldAgainstTruth(flight: FlightMade, line: number, zip: string): Promise<Mapped> {
  const map = await readMap(zip);
  const { samples, lines, bands, values } = map;
  const pixels = await pixelsOf(flight, line);
  const tolerance = scanSpacing(flight.options) / 3;
  const found = { cells: 0, filled: 0, misplaced: 0 };
  for (let row = 0; row < lines; row += 1)
    for (let column = 0; column < samples; column += 1) {
      const nearest = nearestOf(pixels, centreOf(map, column, row), bands);
      nearest.forEach(({ pixel, isFilled }, band) => {
        const value = values[(row * bands + band) * samples + column]!;
        if (value === 0) return;
        found.cells += 1;
        if (isFilled) found.filled += 1;
        if (!isNear(value, flight.wavelengths[band]!, pixel, tolerance)) found.misplaced += 1;
      });
    }
  return found;
}

/** For each band the nearest pixel that is not masked, and whether a masked one is nearer. */
function nearestOf(pixels: readonly Pixel[], at: { readonly x: number; readonly y: number }, bands: number) {
  const best = Array.from({ length: bands }, () => ({ distance: Infinity, pixel: pixels[0]! }));
  let nearest = Infinity;
  for (const pixel of pixels) {
    const distance = (pixel.x - at.x) ** 2 + (pixel.y - at.y) ** 2;
    nearest = Math.min(nearest, distance);
    for (const [band, { distance: least }] of best.entries())
      if (distance < least && !pixel.masked[band]) best[band] = { distance, pixel };
  }
  return best.map(({ distance, pixel }) => ({ pixel, isFilled: distance > nearest }));
}

/** Whether the ground has a value within a distance of a place, metres. */
function isNear(value: number, wavelength: number, at: { x: number; y: number }, radius: number): boolean {
  let [least, most] = [Infinity, -Infinity];
  for (let dy = -1; dy <= 1; dy += 0.25)
    for (let dx = -1; dx <= 1; dx += 0.25) {
      if (Math.hypot(dx, dy) > 1) continue;
      const truth = truthAt(wavelength, at.x + dx * radius, at.y + dy * radius);
      least = Math.min(least, truth);
      most = Math.max(most, truth);
    }
  // Level 1 is rounded.
  return value >= least - 1 && value <= most + 1;
}

/** The pixels of a line, scan by scan. */
export async function pixelsOf(flight: FlightMade, line: number): Promise<Pixel[]> {
  const { ground, mask } = flight.lines[line]!;
  const { samples, scans, bands } = flight.options;
  const places = await readAll(ground, scans);
  const flags = await readAll(mask, scans);
  const grid = new Float64Array(2);
  return Array.from({ length: samples * scans }, (_, index): Pixel => {
    const [scan, sample] = [Math.floor(index / samples), index % samples];
    const place = (band: number) => places[(scan * 3 + band) * samples + sample]!;
    toUtm(place(1) * RAD, place(0) * RAD, flight.zone, flight.hemisphere === 'S', grid);
    const isMasked = (_: unknown, band: number) => flags[(scan * bands + band) * samples + sample]! !== 0;
    return { x: grid[0]!, y: grid[1]!, masked: Array.from({ length: bands }, isMasked) };
  });
}

/** All of a raster, as it lies in its file. */
export async function readAll(path: string, lines: number) {
  const reader = await RasterReader.open(path);
  try {
    return await reader.read(0, lines);
  } finally {
    await reader.close();
  }
}
