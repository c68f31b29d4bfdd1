import { basename } from 'node:path';
import type gdal from 'gdal-async';
import { OperationsError } from '../../domain/failures.js';
import { counted } from '../../domain/words.js';
import type { CheckDemRequest, Kernel } from '../contract.js';
import { isApart, isWithin, type Box } from './box.js';
import { isWgs84, missingOf, missingText, outline, placingOf } from './cover.js';
import { areaOf, BUFFER, flightExtent } from './flight-area.js';
import { reason } from './gdal-words.js';
import { fillHoles, latitudeOf, longitudeOf, PLAUSIBLE, rangeOf, type Heights } from './heights.js';
import { invalid, openUpload } from './upload.js';
import { checkElevations, readHeights, UnusableRaster } from './window.js';
import { writeDem } from './write-dem.js';
import { warningsOf } from './vertical.js';

/**
 * Looks whether an uploaded DEM will do, and makes it the order's DEM. It must cover the area that the flight can have seen
 * (not the rim that DEMs of the station have around it: a scientist's own DEM may be cut closely), with a height everywhere and
 * none that the Earth does not have. Its heights count as above the ellipsoid; where it says itself that they are not, that is
 * a warning. `force` forgoes the test of cover alone. Throws OperationsError DEM_INVALID, DEM_UNCOVERED, RASTER_INVALID.
 */
export const checkDem: Kernel<CheckDemRequest> = async (request, report) => {
  const extent = await flightExtent(request.navigation, request.viewVectors);
  const needed = areaOf(extent, 0);
  const raster = await openUpload(request.dem);
  try {
    checkElevations(raster);
    const missing = missingOf(raster, needed);
    if (missing !== null && (!request.force || isApart(outline(raster), needed)))
      throw new OperationsError(
        'DEM_UNCOVERED',
        `The DEM that was sent does not cover the flight: ${missingText(missing)} is missing. The flight needs ${degrees(needed)}; the DEM has ${degrees(outline(raster))}.`,
      );
    report.progress(10);
    const heights = await readHeights(raster, areaOf(extent, BUFFER));
    report.progress(50);
    const filled = checkHeights(raster, heights, needed, request.force);
    // Only the rim is filled, and with `force` what lies outside of the DEM.
    if (filled > 0) await fillHoles(heights, Math.max(heights.columns, heights.rows));
    await writeDem(request.output, heights, [
      'DEM Source=upload',
      `Original DEM filename=${basename(request.dem)}`,
    ]);
    report.progress(100);
    const warnings = warningsOf(raster);
    warnings.forEach((warning) => report.say(warning));
    return {
      source: request.dem,
      format: raster.driver.description,
      reprojected: !isWgs84(raster),
      bounds: needed,
      covers: missing === null,
      missing,
      filled,
      warnings,
      columns: heights.columns,
      rows: heights.rows,
      ...rangeOf(heights),
    };
  } catch (error) {
    if (error instanceof OperationsError) throw error;
    if (error instanceof UnusableRaster) throw invalid(error.message, error);
    if (isSystem(error)) throw error;
    throw invalid(`it cannot be read (${reason(error)})`, error);
  } finally {
    raster.close();
  }
};

/** Errors of the disk are not the client's. */
function isSystem(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/**
 * Every cell of the needed area must be a height that the Earth has; elsewhere, what isn't becomes a hole. Answers how many
 * holes there are. Cells beside the raster itself are forgiven under `force`.
 */
function checkHeights(raster: gdal.Dataset, heights: Heights, needed: Box, force: boolean): number {
  const { values, columns, rows } = heights;
  const placing = force ? placingOf(raster) : null;
  const { x: width, y: height } = raster.rasterSize;
  let holes = 0;
  let without = 0;
  let first: string | undefined;
  let absurd: number | undefined;
  for (let row = 0; row < rows; row += 1) {
    const latitude = latitudeOf(heights, row);
    for (let column = 0; column < columns; column += 1) {
      const value = values[row * columns + column]!;
      if (value >= PLAUSIBLE.min && value <= PLAUSIBLE.max) continue;
      holes += 1;
      values[row * columns + column] = NaN;
      const longitude = longitudeOf(heights, column);
      if (!isWithin(needed, latitude, longitude)) continue;
      if (Number.isNaN(value)) {
        const cell = placing?.toCell(longitude, latitude);
        // Half a cell inside the edge bilinear warping has nothing to blend with.
        if (cell && !(cell.x > 1 && cell.y > 1 && cell.x < width - 1 && cell.y < height - 1)) continue;
        without += 1;
        first ??= `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
      } else absurd ??= value;
    }
  }
  if (absurd !== undefined)
    throw invalid(
      `it has a height of ${absurd} m over the flight; heights lie between ${PLAUSIBLE.min} and ${PLAUSIBLE.max} m, and a fill value must be declared in its header`,
    );
  if (without > 0)
    throw invalid(`it has no height for ${counted(without, 'cell')} of the flight, the first at ${first!}`);
  if (holes === values.length) throw invalid('it has no height near the flight');
  return holes;
}

function degrees({ north, east, south, west }: Box): string {
  return `${south.toFixed(4)} to ${north.toFixed(4)} in latitude and ${west.toFixed(4)} to ${east.toFixed(4)} in longitude`;
}
