import { basename, extname } from 'node:path';
import type { ProductRow } from '../../domain/mission.js';
import type { ProductFigures } from '../../domain/qa.js';
import { inspect, UnreadableProduct } from './inspect.js';
import { readApart, type ApartOptions } from './read-apart.js';

/** Names that promise a file which GDAL can open. */
const SELF_DESCRIBING = new Set(['.he5', '.h5', '.hdf', '.nc', '.png']);

/**
 * Measures one product as its row of the mission asks, in a process of its own: a damaged file can crash or hang the
 * HDF5 library, and then ends only that. A row without `qa` gets the size, and for a file whose name says HDF, netCDF or
 * PNG whether it can be read. A product that cannot be read gives figures with `unreadable`. Rejects with the signal's
 * reason when cancelled, and with the error itself for what says nothing of the product (no permission, no process).
 */
export async function measureProduct(
  path: string,
  row: ProductRow,
  options: ApartOptions = {},
): Promise<ProductFigures> {
  options.signal?.throwIfAborted();
  const base = { product: basename(path), type: row.type, fields: [] };
  let size = 0;
  try {
    ({ size } = await inspect(path));
    if (!row.qa && !SELF_DESCRIBING.has(extname(path).toLowerCase())) return { ...base, size };
    const reply = await readApart({ kind: 'measure', path, row }, options);
    return { ...base, size, ...(reply.kind === 'measured' && reply.content) };
  } catch (error) {
    if (!(error instanceof UnreadableProduct)) throw error;
    return { ...base, size, unreadable: error.message };
  }
}
