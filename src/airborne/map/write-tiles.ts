import type { MapRequest } from '../contract.js';
import { samplesOf, type Samples } from '../envi/samples.js';
import type { RasterReader } from '../envi/raster-reader.js';
import type { RasterWriter } from '../envi/raster-writer.js';
import { PixelGatherer, type Window } from './gather.js';
import type { IgmReader } from './igm.js';
import type { IndexReader, TileCells, TileEntry } from './line-index.js';
import { Locator } from './locate.js';
import { Resampler, toUint16 } from './resample.js';
import { blocksOf, boxAround } from './tiles.js';

/** Bytes of the planes of a window that are in memory at a time, and of the lines that are read at a time; at least one band's. */
const PLANES_BYTES = 32 * 2 ** 20;
const CHUNK_BYTES = 8 * 2 ** 20;

interface Job {
  readonly request: MapRequest;
  readonly raster: RasterReader;
  readonly igm: IgmReader;
  readonly index: IndexReader;
  readonly output: RasterWriter;
}

/** Makes a map tile by tile, and of each tile some bands at a time. `progress` is told 0…1. */
export async function writeTiles(
  job: Job,
  progress: (share: number) => void,
): Promise<{ readonly missing: number; readonly filledFromNeighbours: number }> {
  const { request, index, igm, output } = job;
  const { directory } = index;
  const { grid, reach, spacing, tiles } = directory;
  const resampler = new Resampler(grid, request.ignoreValue);
  const gatherer = new PixelGatherer(igm, reach, spacing);
  const locator = new Locator(request.interpolation, reach);
  const planes = new PlaneReader(job.raster);
  const cellsOut = new CellWriter(job);
  const total = tiles.reduce((sum, { cells }) => sum + cells, 0) * request.bands.length;
  let [done, missing, filledFromNeighbours] = [0, 0, 0];
  // Where no tile is, the file has holes, which read as zeros; it must be as long as its header says.
  output.writeAtSync(grid.columns * grid.rows * request.bands.length - 1, samplesOf(output.header.type, 1));
  for (const tile of tiles) {
    const cells = await index.cells(tile);
    let entered: Promise<Locator> | undefined;
    const located = () => (entered ??= enter(tile));
    for (let band = 0; band < request.bands.length;) {
      const group = request.bands.slice(band, band + planes.bandsAtOnce(tile.window));
      await planes.load(tile.window, group);
      for (let of = 0; of < group.length; of += 1, band += 1) {
        const counts = await cellsOut.write(resampler, tile, cells, planes.plane(of), band, located);
        missing += counts.missing;
        filledFromNeighbours += counts.filled;
        progress((done += tile.cells) / total);
      }
    }
  }
  return { missing, filledFromNeighbours };

  /** The same pixels as when the index was made, in the same order. */
  async function enter(tile: TileEntry): Promise<Locator> {
    const found = await gatherer.gather(boxAround(grid, tile, reach), blocksOf(tile.window.segments));
    if (!found || found.window.lines !== tile.window.lines || found.window.width !== tile.window.width)
      throw new Error('The index of the map is of another IGM.');
    locator.enter(found.points, found.window);
    return locator;
  }
}

/** Reads windows of the source, band by band one after the other, always into the same memory. */
class PlaneReader {
  private chunk: Samples;
  private planes: Samples;
  private size = 0;

  constructor(private readonly raster: RasterReader) {
    this.chunk = samplesOf(raster.header.type, 0);
    this.planes = samplesOf(raster.header.type, 0);
  }

  /** How many bands of a window are loaded together. */
  bandsAtOnce({ lines, width }: Window): number {
    const { type, samples, bands } = this.raster.header;
    const { BYTES_PER_ELEMENT: bytes } = samplesOf(type, 0);
    const fit = Math.min(PLANES_BYTES / (lines * width * bytes), CHUNK_BYTES / (samples * bytes));
    return Math.max(1, Math.min(bands, Math.floor(fit)));
  }

  /** Loads bands (1-based). */
  async load({ segments, lines, sample, width }: Window, bands: readonly number[]): Promise<void> {
    const { samples, type } = this.raster.header;
    this.size = lines * width;
    const wanted = bands.map((band) => band - 1);
    const perLine = wanted.length * samples;
    const atOnce = Math.max(1, Math.floor(CHUNK_BYTES / (perLine * this.chunk.BYTES_PER_ELEMENT)));
    if (this.planes.length < this.size * wanted.length)
      this.planes = samplesOf(type, this.size * wanted.length);
    let row = 0;
    for (const { first, count } of segments)
      for (let line = 0; line < count; line += atOnce) {
        const here = Math.min(atOnce, count - line);
        if (this.chunk.length < here * perLine) this.chunk = samplesOf(type, atOnce * perLine);
        const chunk = this.chunk.subarray(0, here * perLine);
        await this.raster.read(first + line, here, wanted, chunk);
        for (let of = 0; of < wanted.length; of += 1)
          for (let offset = 0; offset < here; offset += 1) {
            const from = offset * perLine + of * samples + sample;
            this.planes.set(chunk.subarray(from, from + width), of * this.size + (row + offset) * width);
          }
        row += here;
      }
  }

  /** One of the loaded bands, from 0. */
  plane(of: number): Samples {
    return this.planes.subarray(of * this.size, (of + 1) * this.size);
  }
}

/** Makes the cells of a tile in one band and writes them to their places in the map. */
class CellWriter {
  private exact: Float64Array = new Float64Array(0);
  private values: Samples;
  /** Whether the map's type holds what comes of the raster as it is, or, for floats, as near as it can. */
  private readonly direct: boolean;

  constructor(private readonly job: Job) {
    const { request, raster } = job;
    this.values = samplesOf(job.output.header.type, 0);
    this.direct =
      request.type === 'float32' ||
      (request.interpolation === 'nearest' && [1, 12].includes(raster.header.type));
  }

  async write(
    resampler: Resampler,
    tile: TileEntry,
    cells: TileCells,
    plane: Samples,
    band: number,
    locator: () => Promise<Locator>,
  ): Promise<{ readonly missing: number; readonly filled: number }> {
    if (this.values.length < tile.cells) this.values = samplesOf(this.job.output.header.type, tile.cells);
    const values = this.values.subarray(0, tile.cells);
    if (this.direct) {
      const counts = await resampler.resample(tile, cells, plane, values, locator);
      this.put(tile, cells, values, band);
      return counts;
    }
    if (this.exact.length < tile.cells) this.exact = new Float64Array(tile.cells);
    const exact = this.exact.subarray(0, tile.cells);
    const counts = await resampler.resample(tile, cells, plane, exact, locator);
    toUint16(exact, values as Uint16Array);
    this.put(tile, cells, values, band);
    return counts;
  }

  private put(tile: TileEntry, { spans }: TileCells, values: Samples, band: number): void {
    const { output, request, index } = this.job;
    const { columns } = index.directory.grid;
    let at = 0;
    for (let row = 0; row < tile.rows; row += 1) {
      const [first, end] = [spans[row * 2]!, spans[row * 2 + 1]!];
      if (end === first) continue;
      const line = (tile.row + row) * request.bands.length + band;
      output.writeAtSync(line * columns + tile.column + first, values.subarray(at, at + end - first));
      at += end - first;
    }
  }
}
