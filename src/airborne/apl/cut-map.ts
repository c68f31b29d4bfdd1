import { OperationsError } from '../../domain/failures.js';
import { enviList, type EnviHeader } from '../../formats/envi-header.js';
import type { MapRequest } from '../contract.js';
import { crsOf } from '../crs.js';
import { lineBlocks } from '../envi/blocks.js';
import { RasterReader } from '../envi/raster-reader.js';
import { RasterWriter } from '../envi/raster-writer.js';
import { samplesOf } from '../envi/samples.js';
import { boxInProjection } from '../map/cut.js';
import { cutCells, outsideBounds, type Box, type Cells } from '../map/grid.js';

/** Cells by which a corner may lie off the multiples of the pixel size and still be on them: headers round. */
const ROUNDING = 1e-3;

/**
 * Cuts a map that APL made to the bounds of its order: to the cells that they touch, as the built-in engine does, each with
 * the value that it has. Throws OperationsError ORDER_INVALID when they touch none, APL_FAILED when the header does not say
 * where the map lies.
 */
export async function cutMap(
  path: string,
  { bounds, projection, raster }: Pick<MapRequest, 'bounds' | 'projection' | 'raster'>,
  output: string,
): Promise<void> {
  const source = await RasterReader.open(path);
  try {
    const { header } = source;
    const place = placeOf(path, header);
    const box = boxInProjection(bounds!, crsOf(projection, null).proj4);
    const kept = box && cutCells(place.cells, place.pixel, shifted(box, place.origin));
    if (!kept) throw outsideBounds(raster, bounds!);
    const target = await RasterWriter.create(output, {
      ...{ samples: kept.last - kept.first, lines: kept.top - kept.bottom, bands: header.bands },
      ...{ type: header.type, interleave: 'bil', comments: header.comments },
      fields: new Map([...header.fields, ['map info', mapInfoOf(place, kept)]]),
    });
    try {
      await copyCells(source, target, place.cells, kept);
      await target.commit();
    } catch (error) {
      await target.discard();
      throw error;
    }
  } finally {
    await source.close();
  }
}

async function copyCells(source: RasterReader, target: RasterWriter, all: Cells, kept: Cells): Promise<void> {
  const { samples: width, bands, type } = source.header;
  const { samples, lines } = target.header;
  for (const { first, count } of lineBlocks({ ...source.header, lines })) {
    const whole = await source.read(all.top - kept.top + first, count);
    const part = samplesOf(type, count * bands * samples);
    for (let row = 0; row < count * bands; row += 1) {
      const from = row * width + kept.first - all.first;
      part.set(whole.subarray(from, from + samples), row * samples);
    }
    await target.write(part);
  }
}

/** Where a map lies: its cells, counted from an origin. */
interface Place {
  readonly words: readonly string[];
  readonly pixel: { readonly x: number; readonly y: number };
  readonly origin: { readonly x: number; readonly y: number };
  readonly cells: Cells;
}

/**
 * By `map info`: `{name, x of the reference pixel, its y, easting, northing, width, height, …}`. Where the corner lies on
 * multiples of the pixel size, cells are counted from 0, so that they are those of the built-in engine to the last digit.
 */
function placeOf(path: string, header: EnviHeader): Place {
  const words = enviList(header, 'map info') ?? [];
  const [column, row, easting, northing, x, y] = words.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (words.length < 7 || ![column, row, easting, northing].every(Number.isFinite) || !(x > 0) || !(y > 0))
    throw new OperationsError(
      'APL_FAILED',
      `The header of the map ${path} does not say where it lies, so it cannot be cut to the order's bounds.`,
    );
  const [left, top] = [easting - (column - 1) * x, northing + (row - 1) * y];
  const [first, upper] = [Math.round(left / x), Math.round(top / y)];
  const isOnMultiples = Math.abs(left / x - first) < ROUNDING && Math.abs(top / y - upper) < ROUNDING;
  const origin = isOnMultiples ? { x: 0, y: 0 } : { x: left, y: top };
  const from = isOnMultiples ? { first, top: upper } : { first: 0, top: 0 };
  const cells = { ...from, last: from.first + header.samples, bottom: from.top - header.lines };
  return { words, pixel: { x, y }, origin, cells };
}

function mapInfoOf({ words, pixel, origin }: Place, { first, top }: Cells): string {
  const corner = ['1', '1', String(origin.x + first * pixel.x), String(origin.y + top * pixel.y)];
  return `{${[words[0], ...corner, ...words.slice(5)].join(', ')}}`;
}

function shifted({ minX, minY, maxX, maxY }: Box, { x, y }: { readonly x: number; readonly y: number }): Box {
  return { minX: minX - x, minY: minY - y, maxX: maxX - x, maxY: maxY - y };
}
