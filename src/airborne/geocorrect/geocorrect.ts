import { OperationsError } from '../../domain/failures.js';
import type { GeocorrectRequest, Kernel } from '../contract.js';
import { lineBlocks } from '../envi/blocks.js';
import { withRasters } from '../envi/opened.js';
import type { RasterReader } from '../envi/raster-reader.js';
import { RasterWriter } from '../envi/raster-writer.js';
import { headerOf } from '../envi/raster-reader.js';
import { emptyRange, igmHeader, rangeComments, widen } from '../igm.js';
import { checkNavigation, readScans } from '../navigation.js';
import { readViewVectors } from '../view-vectors.js';
import { ElevationGrid } from './elevation-grid.js';
import { enclosing } from './footprint.js';
import { bodyDirections, scanFrame, type Directions, type Rotation, type ScanFrame } from './rays.js';
import { terrainUnder, tooLarge } from './terrain.js';
import { traceScan, type Tally } from './trace.js';

/** Scans that are traced at a time, at most: what they see of the DEM is held. */
const SCANS = 256;

/** The line as it was flown, and what it is traced with. */
interface Flight {
  readonly navigation: RasterReader;
  readonly samples: number;
  readonly lines: number;
  readonly directions: Directions;
  readonly corners: Directions;
  readonly rotation: Rotation;
  readonly grid: ElevationGrid | null;
  readonly meridian: number;
}

/**
 * The ground position of every pixel: an IGM of longitudes, latitudes (degrees) and heights (metres above the ellipsoid).
 * Before the first pixel it has made sure that the DEM covers all of the line. It holds a block of scans with what they see
 * of the DEM, whatever the length of the line. Facts: `scans`, `samples`, how the rays ended, the range of the positions.
 * Throws RASTER_INVALID, DEM_INVALID and DEM_UNCOVERED.
 */
export const geocorrect: Kernel<GeocorrectRequest> = async (request, report) => {
  const header = await headerOf(request.level1);
  const vectors = await readViewVectors(request.viewVectors, header, request.level1);
  const paths = [request.navigation, ...(request.dem === null ? [] : [request.dem])];
  return withRasters(paths, async ([navigation, dem]) => {
    checkNavigation(navigation!, { scans: header.lines, of: request.level1 });
    const directions = bodyDirections(vectors);
    const grid = dem === undefined ? null : ElevationGrid.of(dem);
    const flight: Flight = {
      navigation: navigation!,
      samples: header.samples,
      lines: header.lines,
      directions,
      corners: enclosing(directions),
      rotation: request.rotation ?? 'zxy',
      grid,
      meridian: grid?.meridian ?? (await readScans(navigation!, 0, 1))[0]!.longitude,
    };
    await forEachPart(flight, async (frames) => {
      if (grid !== null) await terrainUnder(grid, frames, flight.corners);
    });
    return trace(flight, request.output, (percent) => report.progress(percent));
  });
};

async function trace(flight: Flight, output: string, progress: (percent: number) => void) {
  const { samples, lines, directions, corners, grid, meridian } = flight;
  const tally: Tally = { hit: 0, steep: 0, below: 0, outside: 0 };
  const range = emptyRange();
  const fields = { projection: 'Geographic Lat/Lon', 'datum ellipsoid': 'WGS-84' };
  const header = igmHeader({ samples, lines }, ['Longitude', 'Latitude'], fields);
  const writer = await RasterWriter.create(output, header);
  try {
    await forEachPart(flight, async (frames, first) => {
      const terrain = grid === null ? null : await terrainUnder(grid, frames, corners);
      const block = new Float64Array(frames.length * 3 * samples);
      frames.forEach((frame, index) => {
        const at = index * 3 * samples;
        traceScan(frame, directions, terrain, meridian, block, at, tally);
        widen(range, block, at, samples);
      });
      await writer.write(block);
      progress((100 * (first + frames.length)) / lines);
    });
    if (tally.hit === 0)
      throw new OperationsError(
        'RASTER_INVALID',
        `Not one pixel of the line hits the ground; ${flight.navigation.path} must be wrong (${JSON.stringify(tally)}).`,
      );
    await writer.commit(undefined, rangeComments(range));
  } catch (error) {
    await writer.discard();
    throw error;
  }
  return { scans: lines, samples, ...tally, ...range, rotation: flight.rotation };
}

/** Runs `work` on the frames of the line, part by part: parts that see more of the DEM than can be held are halved. */
async function forEachPart(
  flight: Flight,
  work: (frames: readonly ScanFrame[], first: number) => Promise<void>,
): Promise<void> {
  const { navigation, samples, lines, rotation, meridian, grid, corners } = flight;
  const part = async (frames: readonly ScanFrame[], first: number): Promise<void> => {
    if (grid === null || frames.length === 1 || !tooLarge(grid, frames, corners)) return work(frames, first);
    const half = frames.length >> 1;
    await part(frames.slice(0, half), first);
    await part(frames.slice(half), first + half);
  };
  const shape = { samples, lines, bands: 3, type: 5 } as const;
  for (const block of lineBlocks(shape))
    for (let first = block.first; first < block.first + block.count; first += SCANS) {
      const count = Math.min(SCANS, block.first + block.count - first);
      const scans = await readScans(navigation, first, count);
      await part(
        scans.map((scan) => scanFrame(scan, rotation, meridian)),
        first,
      );
    }
}
