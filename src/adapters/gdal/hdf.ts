import { basename, resolve } from 'node:path';
import gdal from 'gdal-async';
import type { Block } from './blocks.js';
import { inspect, UnreadableProduct } from './inspect.js';

/** An array of numbers in an open product. Values are as stored: no scale factor or offset is applied. */
export interface FieldArray {
  readonly shape: readonly number[];
  /** GDAL's name of the stored type: `Float32`, `Int16` … */
  readonly dataType: string;
  /** As the file says, or empty. */
  readonly unit: string;
  /** The file's own fill value. */
  readonly fill: number | undefined;
  /**
   * Reads a block into the start of `into`, in C order, and gives that part of it. `into` must hold `block.count`
   * values. Throws UnreadableProduct when the data are damaged.
   */
  read(block: Block, into: Float64Array): Promise<Float64Array>;
}

/**
 * A product opened for reading. Must be closed; GDAL keeps the file itself open until the arrays that were found are
 * garbage, which is one reason why this is used in a process that ends with the product.
 */
export interface OpenProduct {
  /**
   * The array at a path such as `//HDFEOS/SWATHS/MOP01/Data_Fields/MOPITTRadiances`, blanks and underscores being
   * the same; undefined when there is none. Throws UnreadableProduct when it does not hold numbers.
   */
  find(path: string): Promise<FieldArray | undefined>;
  close(): void;
}

const NUMERIC = /^(Byte|U?Int(8|16|32|64)|Float(16|32|64))$/;

/** Opens an HDF5, HDF4 or netCDF product with GDAL's multidimensional interface, which takes arrays of any rank. Throws UnreadableProduct. */
export async function openProduct(path: string): Promise<OpenProduct> {
  const { container } = await inspect(path);
  if (container === undefined || container === 'PNG') {
    throw new UnreadableProduct('It is not an HDF5, HDF4 or netCDF file.');
  }
  const dataset = await gdal.openAsync(resolve(path), 'mr').catch((error: unknown) => {
    throw unreadable(`It cannot be opened as ${container}`, error, path);
  });
  return {
    find: (field) =>
      findArray(dataset.root, field)
        .catch((error: unknown) => {
          throw unreadable(`The field ${field} cannot be opened`, error, path);
        })
        .then((array) => array && fieldArray(array, field, path)),
    close: () => dataset.close(),
  };
}

/**
 * Decodes every line of a PNG, in memory of a few lines. Throws UnreadableProduct when it is damaged or cut short.
 */
export async function decodePicture(path: string): Promise<void> {
  try {
    const dataset = await gdal.openAsync(resolve(path), 'r');
    try {
      const { x: width, y: height } = dataset.rasterSize;
      const band = await dataset.bands.getAsync(1);
      for (let y = 0; y < height; y += 64) {
        await band.pixels.readAsync(0, y, width, Math.min(64, height - y));
      }
    } finally {
      dataset.close();
    }
  } catch (error) {
    throw unreadable('The picture cannot be decoded', error, path);
  }
}

// Groups are fetched synchronously: gdal-async's asynchronous form loses its result. It reads a few kilobytes.
async function findArray(root: gdal.Group, path: string): Promise<gdal.MDArray | undefined> {
  const names = path.split('/').filter((name) => name !== '');
  const last = names.pop();
  if (last === undefined) return undefined;
  let group = root;
  for (const name of names) {
    const found = sameName(group.groups.names, name);
    if (found === undefined) return undefined;
    group = group.groups.get(found);
  }
  const found = sameName(group.arrays.names, last);
  return found === undefined ? undefined : group.arrays.getAsync(found);
}

function sameName(names: readonly string[], wanted: string): string | undefined {
  const plain = (name: string) => name.replaceAll(' ', '_');
  return names.find((name) => name === wanted) ?? names.find((name) => plain(name) === plain(wanted));
}

function fieldArray(array: gdal.MDArray, field: string, path: string): FieldArray {
  const { dataType } = array;
  if (!NUMERIC.test(dataType)) {
    throw new UnreadableProduct(`The field ${field} holds ${dataType || 'records'}, not numbers.`);
  }
  return {
    shape: array.dimensions.map((dimension) => dimension.size),
    dataType,
    unit: array.unitType,
    fill: array.noDataValue ?? undefined,
    async read(block, into) {
      const data = into.subarray(0, block.count);
      await array
        .readAsync({ origin: [...block.origin], span: [...block.span], data })
        .catch((error: unknown) => {
          throw unreadable(`The field ${field} cannot be read`, error, path);
        });
      return data;
    },
  };
}

function unreadable(sentence: string, error: unknown, path: string): UnreadableProduct {
  const words = (error instanceof Error ? error.message : String(error))
    .replaceAll(resolve(path), basename(path))
    .replace(/[\s.]+$/, '');
  return new UnreadableProduct(`${sentence}: ${words || 'the library gives no reason'}.`, { cause: error });
}
