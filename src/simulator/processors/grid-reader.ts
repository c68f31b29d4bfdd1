import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import { fieldValues, GRID_MAGIC, type GridHeader } from '../instrument/grid.js';
import { reasonOf, UnusableInput } from './unusable-input.js';

const headerSchema = z.object({
  product: z.string(),
  day: z.string(),
  made: z.string(),
  times: z.number().int().positive(),
  levels: z.number().int().positive(),
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  fields: z.array(z.object({ name: z.string(), units: z.string() })),
});
const LONGEST_HEADER = 65_536;

/** The lowest level of one field of a DAO file over its day; memory of one level, whatever the size of the file. */
export class GridField {
  readonly header: GridHeader;
  readonly #planes: Float32Array[];

  /** Throws UnusableInput when the file is no grid, is cut short, or has no such field. */
  constructor(path: string, field: string) {
    const file = openSync(path, 'r');
    try {
      const { header, start } = readHeader(file, path);
      const index = header.fields.findIndex(({ name }) => name === field);
      const size = start + header.fields.length * fieldValues(header) * 4;
      if (index < 0) throw new UnusableInput(`${path} has no field ${field}.`);
      if (fstatSync(file).size !== size) throw new UnusableInput(`${path} should be ${size} bytes long.`);
      const plane = header.rows * header.columns;
      this.header = header;
      this.#planes = Array.from({ length: header.times }, (_, time) => {
        const values = index * fieldValues(header) + time * header.levels * plane;
        const bytes = readAt(file, start + values * 4, plane * 4);
        const view = new DataView(bytes.buffer);
        return Float32Array.from({ length: plane }, (_value, at) => view.getFloat32(at * 4));
      });
    } finally {
      closeSync(file);
    }
  }

  /** The value nearest to a place and a second of the day. */
  at(latitude: number, longitude: number, second: number): number {
    const { rows, columns, times } = this.header;
    const clamp = (index: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(index)));
    const row = clamp(((latitude + 90) / 180) * rows, rows);
    const column = clamp(((longitude + 180) / 360) * columns, columns);
    return this.#planes[clamp((second / 86_400) * times, times)]![row * columns + column]!;
  }
}

function readHeader(file: number, path: string): { header: GridHeader; start: number } {
  const head = readAt(file, 0, 12);
  const length = new DataView(head.buffer).getUint32(8);
  if (new TextDecoder('latin1').decode(head.subarray(0, 8)) !== GRID_MAGIC || length > LONGEST_HEADER) {
    throw new UnusableInput(`${path} is not a grid file.`);
  }
  try {
    return {
      header: headerSchema.parse(JSON.parse(new TextDecoder().decode(readAt(file, 12, length)))),
      start: 12 + length,
    };
  } catch (error) {
    throw new UnusableInput(`The header of ${path} cannot be read: ${reasonOf(error)}`);
  }
}

function readAt(file: number, position: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const read = readSync(file, bytes, at, length - at, position + at);
    if (read === 0) break; // What is missing stays zero; the size has been or will be checked.
    at += read;
  }
  return bytes;
}
