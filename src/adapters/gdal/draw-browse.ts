import gdal from 'gdal-async';
import { blocksOf } from './blocks.js';
import { paintMap, PALETTE } from './browse-page.js';
import { openProduct, type FieldArray, type OpenProduct } from './hdf.js';
import { UnreadableProduct } from './inspect.js';
import type { Progress } from './measure-content.js';
import { worldGrid, type WorldGrid } from './world-grid.js';

/** What to draw. Paths of fields are as in the mission file. */
export interface BrowsePlan {
  /** Path of the product. */
  readonly product: string;
  readonly field: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly title: string;
  /** Width of the map in pixels; it is half as high. */
  readonly width: number;
  /** Values that are not drawn, besides the fill value that the file declares, and NaN. */
  readonly fill: readonly number[];
  /** Values outside are not drawn. */
  readonly valid?: readonly [number, number];
}

const BLOCK_VALUES = 1 << 18;
/** Beyond this, a sum of values could overflow; no field of nature comes near. Infinity and NaN fail the comparison too. */
const ABSURD = 1e200;

/**
 * Draws a field of a swath as a PNG, in this process. The same product gives the same bytes. Throws UnreadableProduct
 * when a field is missing or its dimensions do not begin with those of the latitudes.
 */
export async function drawPicture(plan: BrowsePlan, onProgress?: Progress): Promise<Buffer> {
  const grid = worldGrid(plan.width);
  const product = await openProduct(plan.product);
  let unit: string;
  try {
    unit = await gather(product, plan, grid, onProgress);
  } finally {
    product.close();
  }
  const label = plan.field.slice(plan.field.lastIndexOf('/') + 1) + (unit === '' ? '' : ` (${unit})`);
  const page = paintMap(grid, plan.title, label);
  return encodePng(page.pixels, page.width, page.height);
}

async function gather(
  product: OpenProduct,
  plan: BrowsePlan,
  grid: WorldGrid,
  onProgress: Progress | undefined,
): Promise<string> {
  const field = await present(product, plan.field);
  const latitude = await present(product, plan.latitude);
  const longitude = await present(product, plan.longitude);
  const { shape } = latitude;
  if (
    String(longitude.shape) !== String(shape) ||
    String(field.shape.slice(0, shape.length)) !== String(shape)
  ) {
    throw new UnreadableProduct(
      `The positions do not fit the field ${plan.field}: latitude [${shape.join(', ')}], longitude [${longitude.shape.join(', ')}], field [${field.shape.join(', ')}].`,
    );
  }
  const stored = field.dataType === 'Float32' ? Math.fround : (value: number) => value;
  const fills = [...plan.fill, ...(field.fill === undefined ? [] : [field.fill])].map(stored);
  const [low, high] = plan.valid?.map(stored) ?? [-Infinity, Infinity];
  const [lats, lons, values] = [0, 1, 2].map(() => new Float64Array(BLOCK_VALUES)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const behind = field.shape.slice(shape.length);
  if (behind.includes(0)) return field.unit;
  const total = shape.reduce((product, size) => product * size, 1);
  let done = 0;
  for (const block of blocksOf(shape, BLOCK_VALUES)) {
    await latitude.read(block, lats);
    await longitude.read(block, lons);
    // Behind the position come channels, states, errors: the first of each is the one that is looked at.
    const first = {
      origin: [...block.origin, ...behind.map(() => 0)],
      span: [...block.span, ...behind.map(() => 1)],
    };
    await field.read({ ...first, count: block.count }, values);
    for (let index = 0; index < block.count; index++) {
      const value = values[index]!;
      if (!(Math.abs(value) < ABSURD) || fills.includes(value) || value < low! || value > high!) continue;
      grid.add(lats[index]!, lons[index]!, value);
    }
    done += block.count;
    onProgress?.(done / total);
  }
  return field.unit;
}

async function present(product: OpenProduct, path: string): Promise<FieldArray> {
  const array = await product.find(path);
  if (!array) throw new UnreadableProduct(`The field ${path} is not in the product.`);
  return array;
}

async function encodePng(pixels: Uint8Array, width: number, height: number): Promise<Buffer> {
  const memory = await gdal.openAsync('', 'w', 'MEM', width, height, 1, gdal.GDT_Byte);
  const band = memory.bands.get(1);
  const table = new gdal.ColorTable(gdal.GPI_RGB);
  PALETTE.forEach(([c1, c2, c3], index) => table.set(index, { c1, c2, c3, c4: 255 }));
  band.colorTable = table;
  await band.pixels.writeAsync(0, 0, width, height, pixels);
  const name = '/vsimem/browse.png';
  const picture = await gdal.drivers.get('PNG').createCopyAsync(name, memory, { ZLEVEL: '9' });
  picture.close();
  memory.close();
  return gdal.vsimem.release(name);
}
