import { extname } from 'node:path';
import type { ProductRow } from '../../domain/mission.js';
import type { FieldFigures, ProductFigures } from '../../domain/qa.js';
import { blocksOf } from './blocks.js';
import { decodePicture, openProduct, type FieldArray, type OpenProduct } from './hdf.js';
import { tallyDay, tallyField } from './tally.js';

/** Values per read. Fewer would have HDF5 unpack large compressed chunks more often. */
const BLOCK_VALUES = 1 << 20;
/** What a product holds, as far as its row asks. */
export type Content = Pick<ProductFigures, 'fields' | 'timeCoveragePercent' | 'firstSecond' | 'lastSecond'>;

/** Called after every block with the share of the field that is read, 0 to 1. */
export type Progress = (done: number) => void;

/**
 * Reads a product in this process: its fields and time as the row asks, or, without `qa`, whether a picture decodes and
 * anything else opens. Memory is 8 MiB for a block of values, plus one chunk of the file as HDF5 unpacks it, whatever
 * the size of the product. Throws UnreadableProduct.
 */
export async function measureContent(path: string, row: ProductRow, onProgress?: Progress): Promise<Content> {
  if (!row.qa) {
    if (extname(path).toLowerCase() === '.png') await decodePicture(path);
    else (await openProduct(path)).close();
    return { fields: [] };
  }
  const buffer = new Float64Array(BLOCK_VALUES);
  const product = await openProduct(path);
  try {
    const fields: FieldFigures[] = [];
    for (const asked of row.qa.fields) fields.push(await measureField(product, asked, buffer, onProgress));
    const time = row.qa.time ? await measureTime(product, row.qa.time.path, buffer, onProgress) : {};
    return { fields, ...time };
  } finally {
    product.close();
  }
}

type AskedField = NonNullable<ProductRow['qa']>['fields'][number];

async function measureField(
  product: OpenProduct,
  asked: AskedField,
  buffer: Float64Array,
  onProgress: Progress | undefined,
): Promise<FieldFigures> {
  const { path } = asked;
  const array = await product.find(path);
  if (!array) return { path, present: false, count: 0, missingPercent: 100, outOfRangePercent: 0 };
  const tally = tallyField(array.dataType, asked.fill, asked.valid);
  await readAll(array, buffer, onProgress, (values) => tally.add(values));
  const { count, missing, outOfRange, min, max, mean } = tally;
  return {
    path,
    present: true,
    count,
    missingPercent: count === 0 ? 100 : (100 * missing) / count,
    outOfRangePercent: count === missing ? 0 : (100 * outOfRange) / (count - missing),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(mean !== undefined && { mean }),
  };
}

async function measureTime(
  product: OpenProduct,
  path: string,
  buffer: Float64Array,
  onProgress: Progress | undefined,
): Promise<Omit<Content, 'fields'>> {
  const array = await product.find(path);
  if (!array) return {};
  const tally = tallyDay();
  await readAll(array, buffer, onProgress, (values) => tally.add(values));
  return {
    timeCoveragePercent: tally.coveragePercent,
    ...(tally.first !== undefined && { firstSecond: tally.first }),
    ...(tally.last !== undefined && { lastSecond: tally.last }),
  };
}

async function readAll(
  array: FieldArray,
  buffer: Float64Array,
  onProgress: Progress | undefined,
  take: (values: Float64Array) => void,
): Promise<void> {
  const total = array.shape.reduce((product, size) => product * size, 1);
  let done = 0;
  for (const block of blocksOf(array.shape, buffer.length)) {
    const values = await array.read(block, buffer);
    take(values);
    done += block.count;
    onProgress?.(done / total);
  }
}
