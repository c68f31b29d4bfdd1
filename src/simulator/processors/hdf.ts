import { existsSync } from 'node:fs';
import * as h5wasm from 'h5wasm/node';
import { reasonOf, UnusableInput } from './unusable-input.js';

/** Fill value of every field. */
export const FILL = -9999;

/** A field to be written. The first dimension can be extended by others. */
export interface SwathField {
  readonly name: string;
  readonly data: Float32Array | Float64Array | Int32Array;
  readonly shape: readonly number[];
  readonly units: string;
}

/** A swath as HDF-EOS5 lays it out below `/HDFEOS/SWATHS/<name>`, and the attributes of the file. */
export interface Swath {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly dataFields: readonly SwathField[];
  readonly geolocationFields: readonly SwathField[];
}

const ATTRIBUTES = 'HDFEOS/ADDITIONAL/FILE_ATTRIBUTES';
const CHUNK_VALUES = 65_536;

/** Writes a swath as an HDF5 file; the same swath gives the same bytes. Replaces a file of that name. */
export async function writeSwath(path: string, swath: Swath): Promise<void> {
  await h5wasm.ready;
  withoutClock(() => {
    const file = new h5wasm.File(path, 'w', { libver: ['earliest', 'v110'] });
    try {
      const root = file.create_group('HDFEOS');
      const attributes = root.create_group('ADDITIONAL').create_group('FILE_ATTRIBUTES');
      for (const [name, value] of Object.entries(swath.attributes)) attributes.create_attribute(name, value);
      const group = root.create_group('SWATHS').create_group(swath.name);
      writeFields(group.create_group('Data Fields'), swath.dataFields);
      writeFields(group.create_group('Geolocation Fields'), swath.geolocationFields);
    } finally {
      file.close();
    }
  });
  if (!existsSync(path)) throw new Error(`${path} could not be written.`);
}

function writeFields(group: h5wasm.Group, fields: readonly SwathField[]): void {
  for (const { name, data, shape, units } of fields) {
    const dtype = data instanceof Float32Array ? '<f' : data instanceof Float64Array ? '<d' : '<i';
    const row = shape.slice(1).reduce((product, size) => product * size, 1);
    const rows = Math.max(1, Math.min(shape[0] ?? 1, Math.floor(CHUNK_VALUES / row)));
    const dataset = group.create_dataset({
      name,
      data,
      shape: [...shape],
      dtype,
      // An empty dataset cannot be chunked by its own size.
      ...(data.length > 0 && {
        chunks: [rows, ...shape.slice(1)],
        maxshape: [null, ...shape.slice(1)],
        compression: 'gzip' as const,
        compression_opts: [4],
      }),
    });
    dataset.create_attribute('_FillValue', new (data.constructor as Float32ArrayConstructor)([FILL]));
    dataset.create_attribute('Units', units);
  }
}

/** HDF5 stores when each object was made, and the C library underneath asks this clock for it. */
function withoutClock(work: () => void): void {
  const now = Date.now;
  Date.now = () => 0;
  try {
    work();
  } finally {
    Date.now = now;
  }
}

/** A swath file opened for reading. Must be closed. */
export class SwathReader {
  readonly #file: h5wasm.File;
  readonly #path: string;
  readonly #swath: string;

  private constructor(path: string, swath: string, file: h5wasm.File) {
    this.#path = path;
    this.#swath = swath;
    this.#file = file;
  }

  /** Opens a file. Throws UnusableInput when it is not HDF5. */
  static async open(path: string, swath: string): Promise<SwathReader> {
    await h5wasm.ready;
    try {
      return new SwathReader(path, swath, new h5wasm.File(path, 'r'));
    } catch (error) {
      throw new UnusableInput(`${path} cannot be opened as HDF5: ${reasonOf(error)}.`);
    }
  }

  /** An attribute of the file, if it has it as a text. */
  attribute(name: string): string | undefined {
    const group = this.#file.get(ATTRIBUTES);
    const value = group instanceof h5wasm.Group ? group.attrs[name]?.value : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  /** Sizes of the dimensions of a field such as `Data Fields/MOPITTRadiances`. Throws UnusableInput when it is not there. */
  shape(field: string): number[] {
    return this.#dataset(field).shape ?? [];
  }

  /** Rows `from` to `to` (not included) of a field, in C order. Throws UnusableInput when it is not there. */
  rows(field: string, from: number, to: number): Float32Array | Float64Array {
    const values = this.#dataset(field).slice([[from, to]]);
    if (values instanceof Float32Array || values instanceof Float64Array) return values;
    throw new UnusableInput(`The field ${field} of ${this.#path} does not hold floating-point numbers.`);
  }

  close(): void {
    this.#file.close();
  }

  #dataset(field: string): h5wasm.Dataset {
    const found = this.#file.get(`HDFEOS/SWATHS/${this.#swath}/${field}`);
    if (found instanceof h5wasm.Dataset) return found;
    throw new UnusableInput(`${this.#path} has no field ${field} in a swath ${this.#swath}.`);
  }
}
