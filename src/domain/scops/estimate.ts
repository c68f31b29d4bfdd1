import { bytesText } from '../words.js';
import type { DeliveredLine, Delivery } from './delivery.js';
import { shared, widthOf } from './flight.js';
import { DEGREE, isInDegrees, metresOfUnit } from './map-unit.js';
import { productsOfLine, type Product } from './names.js';
import type { BandChoice, GeoBounds, Order, OrderLine, OrderProblem } from './order.js';

/**
 * What the estimate counts with, in one place. Rates are those of one core of an ordinary machine of 2026, per second; sizes are
 * shares of the raster that is packed.
 */
export const RATES = {
  /** Samples (pixel × band) that are masked. */
  mask: 100e6,
  /** Ground positions found by following rays to the terrain. */
  geocorrect: 1e6,
  reproject: 2e6,
  /** Sensor pixels put into the index of a map, and cells (pixel × band) of the map that are filled. */
  index: 1e6,
  map: 40e6,
  /** Sensor pixels of a formula or a plugin. */
  derive: 20e6,
  /** Bytes that are deflated. */
  zip: 25e6,
  /** Of a map's bytes: its zip, for counts of the sensor and for computed floats; other formats. */
  zippedCounts: 0.6,
  zippedFloats: 0.85,
  formats: { cog: 0.6, netcdf: 1 },
  /** Bytes of the index of a line's map for each cell. */
  indexCell: 4,
  /** Seconds that a stage takes however little it has to do: a process starts. */
  stage: 1,
} as const;

/** What a product takes. Bytes. */
export interface ProductEstimate {
  readonly product: string;
  readonly mappedBytes: number;
  readonly zipBytes: number;
  readonly formatBytes: number;
}

/** What an order takes: bytes on the disk while it is made, all of it at once, and minutes of work. */
export interface Estimate {
  readonly bytes: number;
  readonly minutes: number;
  readonly perProduct: readonly ProductEstimate[];
}

/**
 * What an order takes, from the sizes of its lines. Maps are counted by the box around a line in degrees, which a line that was
 * flown askew fills only in part: the disk is rather over- than underestimated. A line that the delivery has not counts nothing.
 *
 * @param linesAtOnce - lines that are worked on side by side, at most one a core
 */
export function estimateOf(order: Order, delivery: Delivery, linesAtOnce = 1): Estimate {
  const lines = order.lines.flatMap((line) => {
    const delivered = delivery.lines.find(({ name }) => name === line.name);
    return delivered && productsOfLine(line).length > 0 ? [estimateLine(order, line, delivered)] : [];
  });
  const perProduct = lines.flatMap((line) => line.products);
  const master = sum(perProduct.map((product) => product.zipBytes));
  const longest = Math.max(0, ...lines.map((line) => line.seconds));
  const seconds = Math.max(longest, sum(lines.map((line) => line.seconds)) / Math.max(1, linesAtOnce));
  return {
    bytes: Math.ceil(sum(lines.map((line) => line.bytes)) + master),
    minutes: Math.ceil(seconds / 6) / 10,
    perProduct,
  };
}

/**
 * What is wrong with an order that takes more disk than there is. Maps and intermediate files count where they are made beside the
 * products, and not where every host has a disk of its own for them.
 *
 * @param free - bytes of the disk on which products are kept
 */
export function sizeProblems(
  { bytes, perProduct }: Estimate,
  free: number,
  { madeElsewhere }: { readonly madeElsewhere: boolean },
): OrderProblem[] {
  // Each product is packed by itself, and once more into the zip of all.
  const kept = sum(perProduct.map(({ zipBytes, formatBytes }) => 2 * zipBytes + formatBytes));
  const needed = madeElsewhere ? kept : bytes;
  if (needed <= free) return [];
  const sentence = `The order takes about ${bytesText(needed)} of disk, of which ${bytesText(free)} are free; choose larger pixels, smaller bounds, or fewer lines, bands and formulas.`;
  return [{ field: 'order', sentence }];
}

interface LineEstimate {
  readonly bytes: number;
  readonly seconds: number;
  readonly products: readonly ProductEstimate[];
}

function estimateLine(order: Order, line: OrderLine, delivered: DeliveredLine): LineEstimate {
  const pixels = delivered.samples * delivered.lines;
  const cells = cellsOf(order, delivered.bounds);
  const isMasked = line.process && order.masking !== 'none' && delivered.mask !== null;
  const ordered = productsOfLine(line);
  const products = ordered.map((product) => productOf(order, line, delivered, product, cells));
  const masked = isMasked ? delivered.bytes : 0;
  const positions = pixels * 3 * 8 * 2;
  const derived = ordered.filter(({ kind }) => kind !== 'line').length * pixels * 4;
  const bytes =
    masked +
    positions +
    derived +
    cells * RATES.indexCell +
    sum(products.map((made) => made.mappedBytes + made.zipBytes + made.formatBytes));
  const seconds =
    (isMasked ? (pixels * delivered.bands) / RATES.mask : 0) +
    pixels / RATES.geocorrect +
    pixels / RATES.reproject +
    pixels / RATES.index +
    derived / 4 / RATES.derive +
    sum(
      products.map(
        (made, index) =>
          made.mappedBytes / bytesOfCell(ordered[index]!) / RATES.map +
          (made.mappedBytes + made.formatBytes) / RATES.zip,
      ),
    ) +
    RATES.stage * (3 + 2 * products.length);
  return { bytes, seconds, products };
}

function productOf(
  order: Order,
  line: OrderLine,
  delivered: DeliveredLine,
  product: Product,
  cells: number,
): ProductEstimate {
  const bands = product.kind === 'line' ? bandCount(line.bands, delivered.bands) : 1;
  const mappedBytes = Math.ceil(cells * bands * bytesOfCell(product));
  const zipped = product.kind === 'line' ? RATES.zippedCounts : RATES.zippedFloats;
  return {
    product: product.name,
    mappedBytes,
    zipBytes: Math.ceil(mappedBytes * zipped),
    formatBytes: Math.ceil(mappedBytes * sum(order.formats.map((format) => RATES.formats[format]))),
  };
}

/** The line itself is mapped as uint16, all that is computed as float32. */
function bytesOfCell({ kind }: Product): number {
  return kind === 'line' ? 2 : 4;
}

/** Cells of one band of a line's map: its box, cut to the order's bounds, in pixels. */
function cellsOf({ bounds, pixelSize, projection }: Order, line: GeoBounds): number {
  const box = bounds === null ? line : shared(line, bounds);
  if (box === undefined) return 0;
  const middle = ((box.north + box.south) / 2) * (Math.PI / 180);
  // Where a projection cannot be understood there is a problem to tell, and no estimate.
  const degree = isInDegrees(projection) ? 1 : DEGREE / (metresOfUnit(projection) ?? 1);
  const wide = widthOf(box) * degree * (isInDegrees(projection) ? 1 : Math.cos(middle));
  const high = (box.north - box.south) * degree;
  return Math.ceil(wide / pixelSize.x + 1) * Math.ceil(high / pixelSize.y + 1);
}

function bandCount(bands: BandChoice, all: number): number {
  return bands === 'ALL' ? all : bands.reduce((count, { from, to }) => count + Math.max(0, to - from + 1), 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
