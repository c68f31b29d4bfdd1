import { basename } from 'node:path';
import { OperationsError } from '../../domain/failures.js';
import { counted } from '../../domain/words.js';
import type { DemRequest, Kernel } from '../contract.js';
import { widened, type Box } from './box.js';
import { boxText } from './cover.js';
import { areaOf, BUFFER, flightExtent } from './flight-area.js';
import { Geoid } from './geoid.js';
import { fillHoles, FILL_DISTANCE, markHoles, rangeOf, smoothed, type Heights } from './heights.js';
import { reason } from './gdal-words.js';
import { openMosaic } from './mosaic.js';
import { raise } from './raise.js';
import { readHeights, UnusableRaster } from './window.js';
import { writeDem } from './write-dem.js';

/** Degrees by which a mosaic's cells at the rim may reach out of the area. */
const RIM = 0.01;

/**
 * Makes the elevations of an order from a mosaic: the area that the flight can have seen and a rim, its holes filled, its heights
 * raised from the geoid to the ellipsoid. An area without any height is sea. Throws OperationsError DEM_SOURCE, GEOID_MISSING,
 * RASTER_INVALID.
 */
export const makeDem: Kernel<DemRequest> = async (request, report) => {
  const area = areaOf(await flightExtent(request.navigation, request.viewVectors), BUFFER);
  report.say(`The elevations of ${boxText(area)} are wanted.`);
  // Before anything is read: an order that lacks its grid is to hear so at once.
  const geoid = request.geoid === null ? null : await Geoid.open(request.geoid, widened(area, RIM));
  report.progress(5);
  const read = await readMosaic(request.source, area);
  report.progress(40);
  const { holes, sea } = await withoutHoles(read, request.source);
  report.progress(60);
  const shift = geoid && raise(read, geoid);
  report.progress(75);
  const heights = request.smooth ? smoothed(read) : read;
  await writeDem(request.output, heights, [
    `DEM Source=${basename(request.source)}`,
    `Original DEM filename=${request.source}`,
    `Geoid=${request.geoid === null ? 'none, the heights were ellipsoidal' : basename(request.geoid)}`,
  ]);
  report.progress(100);
  report.say(`${heights.columns} × ${heights.rows} heights, ${counted(holes, 'hole')} filled.`);
  return {
    source: request.source,
    geoid: request.geoid,
    bounds: area,
    shift,
    holes,
    sea,
    smooth: request.smooth,
    columns: heights.columns,
    rows: heights.rows,
    ...rangeOf(heights),
  };
};

async function readMosaic(source: string, area: Box): Promise<Heights> {
  const mosaic = await openMosaic(source, area);
  try {
    return await readHeights(mosaic.raster, area);
  } catch (error) {
    if (error instanceof OperationsError) throw error;
    const why = error instanceof UnusableRaster ? error.message : reason(error);
    throw new OperationsError(
      'DEM_SOURCE',
      `The mosaic of elevations ${source} cannot be used: ${why}.`,
      [],
      {
        cause: error,
      },
    );
  } finally {
    mosaic.close();
  }
}

async function withoutHoles(heights: Heights, source: string): Promise<{ holes: number; sea: boolean }> {
  const holes = markHoles(heights);
  if (holes === heights.values.length) {
    heights.values.fill(0);
    return { holes, sea: true };
  }
  const left = holes === 0 ? 0 : await fillHoles(heights, FILL_DISTANCE);
  if (left > 0)
    throw new OperationsError(
      'DEM_SOURCE',
      `${source} has no height for ${counted(left, 'cell')} of the flight's area, further than ${FILL_DISTANCE} cells from any.`,
    );
  return { holes, sea: false };
}
