import { dirname } from 'node:path';
import { freeBytes } from '../../adapters/files/io-error.js';
import { OperationsError } from '../../domain/failures.js';
import { bytesText } from '../../domain/words.js';
import { ENVI_TYPES, type EnviType } from '../../formats/envi-header.js';
import type { MapRequest, StageFacts, StageReport } from '../contract.js';
import { crsOf, mapInfo } from '../crs.js';
import { RasterReader } from '../envi/raster-reader.js';
import { RasterWriter } from '../envi/raster-writer.js';
import { removeLeftovers } from '../leftovers.js';
import { buildIndex } from './build-index.js';
import { gridOver, outsideBounds, type MapGrid } from './grid.js';
import { IgmReader } from './igm.js';
import { IndexReader, keyOfIgm, type IndexKey } from './line-index.js';
import { fieldsOfBands } from './map-header.js';
import { survey } from './survey.js';
import { writeTiles } from './write-tiles.js';

const TYPES = { uint16: 12, float32: 4 } as const satisfies Record<string, EnviType>;
/** Of the whole way, this much is the index, when it isn't there yet. */
const INDEX_SHARE = 0.35;

/**
 * Maps a raster of sensor geometry by its IGM: `docs/airborne.md`, Mapping. Throws OperationsError RASTER_INVALID for files
 * that don't go together, ORDER_INVALID for bands that aren't there and bounds that the line doesn't touch, DISK_FULL.
 */
export async function map(request: MapRequest, report: StageReport): Promise<StageFacts> {
  await removeLeftovers(request.output);
  const raster = await RasterReader.open(request.raster);
  let igm: IgmReader | undefined;
  try {
    igm = await IgmReader.open(request.igm);
    check(request, raster, igm);
    const { index, made } = await indexOf(request, igm, raster, report);
    try {
      const done = made ? INDEX_SHARE : 0;
      const progress = (share: number) => report.progress(100 * (done + (1 - done) * share));
      return { ...(await write(request, raster, igm, index, progress)), indexMade: made };
    } finally {
      await index.close();
    }
  } finally {
    await raster.close();
    await igm?.close();
  }
}

function check(
  { bands, raster: path, igm: igmPath }: MapRequest,
  raster: RasterReader,
  igm: IgmReader,
): void {
  const { samples, lines, bands: all } = raster.header;
  if (samples !== igm.samples || lines !== igm.lines)
    throw new OperationsError(
      'RASTER_INVALID',
      `${path} has ${samples} samples × ${lines} lines, its IGM ${igmPath} ${igm.samples} × ${igm.lines}.`,
    );
  const absent = bands.filter((band) => !Number.isInteger(band) || band < 1 || band > all);
  if (bands.length === 0 || absent.length > 0)
    throw new OperationsError(
      'ORDER_INVALID',
      bands.length === 0
        ? 'No band is to be mapped.'
        : `${path} has ${all} bands; band ${absent.join(', ')} cannot be mapped.`,
    );
}

async function indexOf(
  request: MapRequest,
  igm: IgmReader,
  raster: RasterReader,
  report: StageReport,
): Promise<{ index: IndexReader; made: boolean }> {
  const { pixelSize, projection, bounds, interpolation } = request;
  const key: IndexKey = { igm: await keyOfIgm(request.igm), pixelSize, projection, bounds, interpolation };
  const before = await IndexReader.open(request.index, key);
  if (before) {
    try {
      await tellSize(request, before.directory.grid, report);
    } catch (error) {
      await before.close();
      throw error;
    }
    return { index: before, made: false };
  }
  const surveyed = await survey(igm, request.igm);
  const cut = bounds === null ? null : await cutOf(request);
  const grid = cut === undefined ? undefined : gridOver(surveyed.extent, pixelSize, cut);
  if (!grid) throw outsideBounds(request.raster, bounds!);
  await tellSize(request, grid, report);
  await buildIndex(
    { igm, igmPath: request.igm, survey: surveyed, grid, interpolation, path: request.index, key },
    (share) => report.progress(100 * INDEX_SHARE * share),
  );
  const index = await IndexReader.open(request.index, key);
  // Another product of the line may have put its own there; it says the same, or the IGM was changed meanwhile.
  if (!index)
    throw new OperationsError(
      'RASTER_INVALID',
      `${request.igm} was changed while ${raster.path} was mapped.`,
    );
  return { index, made: true };
}

/** GDAL is loaded for orders with bounds alone. */
async function cutOf({ bounds, projection }: MapRequest) {
  const { boxInProjection } = await import('./cut.js');
  return boxInProjection(bounds!, crsOf(projection, null).proj4);
}

async function tellSize(request: MapRequest, grid: MapGrid, report: StageReport): Promise<void> {
  const bytes = bytesOf(request, grid);
  report.say(`Final mapped image will require ${Math.ceil(bytes / 1e6)} megabytes of disk space.`);
  if (request.ignoreFreeSpace) return;
  const folder = dirname(request.output);
  const free = await freeBytes(folder);
  if (bytes <= free) return;
  throw new OperationsError(
    'DISK_FULL',
    `The map ${request.output} (${grid.columns} × ${grid.rows} cells, ${request.bands.length} bands) needs ${bytesText(bytes)}; ${folder} has ${bytesText(free)} free.`,
  );
}

function bytesOf({ bands, type }: MapRequest, { columns, rows }: MapGrid): number {
  return columns * rows * bands.length * ENVI_TYPES[TYPES[type]].bytes;
}

async function write(
  request: MapRequest,
  raster: RasterReader,
  igm: IgmReader,
  index: IndexReader,
  progress: (share: number) => void,
): Promise<StageFacts> {
  const { grid, spacing, reach, tiles } = index.directory;
  const output = await RasterWriter.create(request.output, {
    samples: grid.columns,
    lines: grid.rows,
    bands: request.bands.length,
    type: TYPES[request.type],
    interleave: 'bil',
    fields: new Map([
      ['description', `{ Mapped by sipstream, ${request.interpolation} }`],
      ...mapInfo(request.projection, grid.left, grid.top, grid.pixelX, grid.pixelY),
      ['data ignore value', '0'],
      ...fieldsOfBands(raster.header, request.bands),
    ]),
    comments: [],
  });
  try {
    const counts = await writeTiles({ request, raster, igm, index, output }, progress);
    await output.commit();
    return {
      bytes: bytesOf(request, grid),
      columns: grid.columns,
      rows: grid.rows,
      bands: request.bands.length,
      left: grid.left,
      top: grid.top,
      spacing,
      maximumDistance: reach,
      filled: tiles.reduce((sum, tile) => sum + tile.filled, 0),
      ...counts,
    };
  } catch (error) {
    await output.discard();
    throw error;
  }
}
