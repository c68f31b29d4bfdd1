import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { parseEnviHeader } from '../../src/formats/envi-header.js';

const run = promisify(execFile);

/** The map in a product's zip: BIL, and where its cells lie in its projection. */
export interface PackedMap {
  readonly samples: number;
  readonly lines: number;
  readonly bands: number;
  readonly values: Uint16Array | Float32Array;
  /** Easting of the left edge, northing of the upper one, width and height of a cell. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Reads the map of a product by the system's own unzip. */
export async function readMap(zip: string): Promise<PackedMap> {
  const name = basename(zip, '.zip');
  const text = (await entry(zip, `${name}.hdr`)).toString('latin1');
  const { samples, lines, bands, type } = parseEnviHeader(text);
  const bytes = await entry(zip, name);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const values = type === 4 ? new Float32Array(buffer) : new Uint16Array(buffer);
  const [left, top, width, height] = mapInfo(text);
  return { samples, lines, bands, values, left, top, width, height };
}

/** The middle of a cell. */
export function centreOf(map: PackedMap, column: number, row: number): { x: number; y: number } {
  return { x: map.left + (column + 0.5) * map.width, y: map.top - (row + 0.5) * map.height };
}

/** One band, row by row. */
export function bandOf({ samples, lines, bands, values }: PackedMap, band: number): number[] {
  return Array.from({ length: lines }, (_, row) => {
    const from = (row * bands + band) * samples;
    return [...values.subarray(from, from + samples)];
  }).flat();
}

async function entry(zip: string, name: string): Promise<Buffer> {
  const program =
    'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';
  const options = { encoding: 'buffer', maxBuffer: 2 ** 30 } as const;
  return (await run('python3', ['-c', program, zip, name], options)).stdout;
}

/** Easting of the left and northing of the upper edge, width and height of a cell. */
function mapInfo(header: string): [number, number, number, number] {
  const parts = /map info = \{([^}]*)\}/.exec(header)![1]!.split(',').map(Number);
  return parts.slice(3, 7) as [number, number, number, number];
}
