import { access } from 'node:fs/promises';
import { OperationsError } from '../../domain/failures.js';
import { hasCode } from '../../adapters/files/io-error.js';
import type { Kernel, ReprojectRequest } from '../contract.js';
import { crsOf } from '../crs.js';
import { lineBlocks } from '../envi/blocks.js';
import { withRasters } from '../envi/opened.js';
import type { RasterReader } from '../envi/raster-reader.js';
import { RasterWriter } from '../envi/raster-writer.js';
import { emptyRange, igmHeader, NOTHING, rangeComments, widen } from '../igm.js';
import { GdalPoints } from './gdal-points.js';
import { toUtm, WIDEST_UTM } from './utm.js';

/** Puts a scan of an IGM (three rows of `samples` from `at`) in the projection, in place. */
type MoveScan = (igm: Float64Array, at: number, samples: number) => void;

/** What the header of an approximate National Grid says. */
const APPROXIMATE =
  'Approximate: the National Grid was made without its NTv2 grid (OSGB36 by a similarity transformation), which can be 5 m off';

/**
 * An IGM of longitudes and latitudes as one of X and Y of a projection; heights and what is NOTHING stay. It holds one block
 * of lines. Facts: `points`, the range of the positions, `proj4`, and `approximate: true` where the National Grid was made
 * without its grid. Throws RASTER_INVALID, and PROJECTION_INVALID with the words of GDAL.
 */
export const reproject: Kernel<ReprojectRequest> = async (request, report) => {
  const { projection, osngGrid } = request;
  if (projection.kind === 'ukbng' && osngGrid !== null) await checkThere(osngGrid);
  const crs = crsOf(projection, osngGrid);
  const move = projection.kind === 'utm' ? utmScans(projection) : gdalScans(new GdalPoints(crs));
  return withRasters([request.igm], async ([igm]) => {
    checkIgm(igm!);
    const header = igmHeader(igm!.header, ['X', 'Y'], {
      projection: crs.name,
      'datum ellipsoid': crs.datum,
      'proj4 projection string': crs.proj4,
      'coordinate system string': `{${crs.wkt}}`,
    });
    const writer = await RasterWriter.create(request.output, {
      ...header,
      comments: crs.approximate ? [APPROXIMATE] : [],
    });
    try {
      const range = emptyRange();
      const points = await moveAll(igm!, writer, move, range, (percent) => report.progress(percent));
      if (points === 0)
        throw new OperationsError('RASTER_INVALID', `${request.igm} has no position in it at all.`);
      await writer.commit(undefined, rangeComments(range));
      return { points, ...range, proj4: crs.proj4, approximate: crs.approximate };
    } catch (error) {
      await writer.discard();
      throw error;
    }
  });
};

async function moveAll(
  igm: RasterReader,
  writer: RasterWriter,
  move: MoveScan,
  range: ReturnType<typeof emptyRange>,
  progress: (percent: number) => void,
): Promise<number> {
  const { samples, lines } = igm.header;
  let points = 0;
  for (const { first, count } of lineBlocks(igm.header)) {
    const block = (await igm.read(first, count)) as Float64Array;
    for (let line = 0; line < count; line += 1) {
      const at = line * 3 * samples;
      points += checkScan(block, at, samples, igm.path, first + line);
      move(block, at, samples);
      widen(range, block, at, samples);
    }
    await writer.write(block);
    progress((100 * (first + count)) / lines);
  }
  return points;
}

function utmScans({ zone, hemisphere }: { readonly zone: number; readonly hemisphere: 'N' | 'S' }): MoveScan {
  return (igm, at, samples) => {
    for (let index = at; index < at + samples; index += 1) {
      const longitude = igm[index]!;
      if (longitude === NOTHING) continue;
      const from = toUtm(longitude, igm[index + samples]!, zone, hemisphere, igm, index, samples);
      if (Math.abs(from) > WIDEST_UTM)
        throw new OperationsError(
          'PROJECTION_INVALID',
          `The line lies at longitude ${longitude.toFixed(3)}, ${Math.abs(from).toFixed(1)} degrees from the middle of UTM zone ${zone}.`,
        );
    }
  };
}

function gdalScans(points: GdalPoints): MoveScan {
  let checked = false;
  return (igm, at, samples) => {
    const there: number[] = [];
    for (let index = at; index < at + samples; index += 1) if (igm[index] !== NOTHING) there.push(index);
    if (there.length === 0) return;
    const places = new Float64Array(2 * there.length);
    there.forEach((index, place) => {
      places[2 * place] = igm[index]!;
      places[2 * place + 1] = igm[index + samples]!;
    });
    if (!checked) points.checkGrid(places.subarray(0, 2));
    checked = true;
    const moved = points.transform(places);
    there.forEach((index, place) => {
      igm[index] = moved[2 * place]!;
      igm[index + samples] = moved[2 * place + 1]!;
    });
  };
}

/** How many positions a scan has. Throws OperationsError RASTER_INVALID when one is none on the Earth. */
function checkScan(igm: Float64Array, at: number, samples: number, path: string, line: number): number {
  let points = 0;
  for (let index = at; index < at + samples; index += 1) {
    const longitude = igm[index]!;
    const latitude = igm[index + samples]!;
    if (longitude === NOTHING) continue;
    if (!(Math.abs(longitude) <= 360 && Math.abs(latitude) <= 90))
      throw new OperationsError(
        'RASTER_INVALID',
        `${path} has the longitude ${longitude} and latitude ${latitude} in line ${line} (counted from 0), which cannot be.`,
      );
    points += 1;
  }
  return points;
}

function checkIgm({ path, header }: RasterReader): void {
  if (header.bands !== 3 || header.type !== 5)
    throw new OperationsError(
      'RASTER_INVALID',
      `${path} has ${header.bands} bands of data type ${header.type}; an IGM has 3 of 5 (float64).`,
    );
}

async function checkThere(grid: string): Promise<void> {
  try {
    await access(grid);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EACCES')) throw error;
    throw new OperationsError(
      'PROJECTION_INVALID',
      `The grid of the National Grid cannot be read: ${grid}.`,
      [],
      { cause: error },
    );
  }
}
