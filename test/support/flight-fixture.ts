import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { swapBytes, type Samples } from '../../src/airborne/envi/samples.js';
import { emitEnviHeader, type EnviHeader, type EnviType } from '../../src/formats/envi-header.js';

/** Writes samples as they are, little-endian, with a header beside them. */
export async function writeRaster(
  path: string,
  shape: Partial<EnviHeader> & Pick<EnviHeader, 'samples' | 'lines' | 'bands' | 'type'>,
  samples: Samples,
): Promise<string> {
  const header = {
    interleave: 'bil',
    offset: 0,
    bigEndian: false,
    fields: new Map(),
    comments: [],
    ...shape,
  } as const;
  const bytes = Buffer.from(samples.buffer.slice(0) as ArrayBuffer);
  if (header.bigEndian) swapBytes(sameType(samples, bytes));
  await writeFile(path, Buffer.concat([Buffer.alloc(header.offset), bytes]));
  await writeFile(`${path}.hdr`, emitEnviHeader(header));
  return path;
}

function sameType(samples: Samples, bytes: Buffer): Samples {
  const Type = samples.constructor as new (buffer: ArrayBufferLike, at: number, length: number) => Samples;
  return new Type(bytes.buffer, bytes.byteOffset, samples.length);
}

/** How a synthetic line is flown. Degrees and metres. */
export interface Flown {
  readonly samples: number;
  readonly lines: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number;
  readonly heading: number;
  /** At a fraction of the line, 0 … 1. */
  readonly roll: (along: number) => number;
  readonly pitch: (along: number) => number;
  /** Widest angle of the view vectors: the first pixel looks to the left. */
  readonly view: number;
  /** Metres from scan to scan. */
  readonly step: number;
}

/** A line of 64 samples by 200 lines, heading 37°, at 1250 m, roll ±2°, pitch 1.5°, view angles ±18.76°. */
export const FLOWN: Flown = {
  samples: 64,
  lines: 200,
  latitude: 50.3,
  longitude: -4.15,
  altitude: 1250,
  heading: 37,
  roll: (along) => 2 * Math.sin(2 * Math.PI * along),
  pitch: () => 1.5,
  view: 18.76,
  step: 1,
};

/** Where the aircraft is at a scan: seven values as in a navigation file. */
export function scanOf(flown: Flown, line: number): number[] {
  const along = flown.lines === 1 ? 0 : line / (flown.lines - 1);
  const heading = (flown.heading * Math.PI) / 180;
  const degree = 111_320;
  const eastward = degree * Math.cos((flown.latitude * Math.PI) / 180);
  const longitude = flown.longitude + (line * flown.step * Math.sin(heading)) / eastward;
  return [
    1000 + line / 50,
    flown.latitude + (line * flown.step * Math.cos(heading)) / degree,
    longitude > 180 ? longitude - 360 : longitude,
    flown.altitude,
    flown.roll(along),
    flown.pitch(along),
    flown.heading,
  ];
}

/** The view angle about X of a pixel, degrees. */
export function viewOf({ samples, view }: Flown, pixel: number): number {
  return samples === 1 ? view : view - (2 * view * pixel) / (samples - 1);
}

/** The files of a line that the geometry needs: level-1 data of one band, its navigation and view vectors. */
export async function writeFlight(
  folder: string,
  flown: Flown,
): Promise<{ level1: string; navigation: string; viewVectors: string }> {
  await mkdir(folder, { recursive: true });
  const { samples, lines } = flown;
  const scans = Array.from({ length: lines }, (_, line) => scanOf(flown, line));
  const angles = Array.from({ length: samples }, (_, pixel) => viewOf(flown, pixel));
  return {
    level1: await writeRaster(
      join(folder, 'f123a011b.bil'),
      { samples, lines, bands: 1, type: 12 },
      new Uint16Array(samples * lines).fill(7),
    ),
    navigation: await writeRaster(
      join(folder, 'f123a01_nav_post_processed.bil'),
      { samples: 1, lines, bands: 7, type: 5 },
      Float64Array.from(scans.flat()),
    ),
    viewVectors: await writeRaster(
      join(folder, 'fenix_fov_fullccd_vectors.bil'),
      { samples, lines: 1, bands: 3, type: 5 },
      Float64Array.from([...angles, ...new Array<number>(2 * samples).fill(0)]),
    ),
  };
}

/** Elevations as a function of the place. */
export interface Relief {
  readonly west: number;
  readonly north: number;
  readonly columns: number;
  readonly rows: number;
  readonly cell: number;
  readonly heights: Float32Array;
}

/** Elevations on a grid of `cell` degrees around the start of a line, `radius` degrees to each side. */
export function relief(
  { latitude, longitude }: Pick<Flown, 'latitude' | 'longitude'>,
  radius: number,
  height: (longitude: number, latitude: number) => number,
  cell = 1 / 3600,
): Relief {
  const size = Math.ceil((2 * radius) / cell);
  const [west, north] = [longitude - radius, latitude + radius];
  const heights = Float32Array.from({ length: size * size }, (_, index) =>
    height(west + ((index % size) + 0.5) * cell, north - (Math.floor(index / size) + 0.5) * cell),
  );
  return { west, north, columns: size, rows: size, cell, heights };
}

/** Writes elevations as the DEM of an order. */
export function writeDem(path: string, made: Relief, fields: Record<string, string> = {}): Promise<string> {
  const place = `1, 1, ${made.west}, ${made.north}, ${made.cell}, ${made.cell}`;
  const map = { 'map info': `{Geographic Lat/Lon, ${place}, WGS-84, units=Degrees}`, ...fields };
  return writeRaster(
    path,
    {
      samples: made.columns,
      lines: made.rows,
      bands: 1,
      type: 4 as EnviType,
      fields: new Map(Object.entries(map)),
    },
    made.heights,
  );
}

/** What a kernel reports, kept. */
export function reports(): {
  progress: (percent: number) => void;
  say: (line: string) => void;
  percents: number[];
} {
  const percents: number[] = [];
  return { progress: (percent) => void percents.push(percent), say: () => undefined, percents };
}
