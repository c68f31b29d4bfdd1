import { OperationsError } from '../../domain/failures.js';
import { RasterReader } from '../envi/raster-reader.js';
import { samplesOf, type Samples } from '../envi/samples.js';

/** What an IGM has where a view met no ground. */
export const NOWHERE = -9999;
/** Lines that are read at a time. */
export const BLOCK_LINES = 16;

/** The positions of some lines of an IGM. A pixel's x is at `x + sample` of its line, and so on. */
export interface Positions {
  readonly values: Samples;
  /** The first line and how many there are. */
  readonly first: number;
  readonly count: number;
  /** Distance in `values` from a line to the next, and from a pixel's x to its y. */
  readonly stride: number;
  readonly toY: number;
}

/** Reads a projected IGM by blocks of 16 lines, always into the same memory. */
export class IgmReader {
  private readonly buffer: Samples;
  private readonly bands: readonly number[] | undefined;
  private readonly stride: number;

  private constructor(private readonly raster: RasterReader) {
    const { samples, bands, type } = raster.header;
    // Two of three bands by themselves would be two reads a line; the heights come along.
    this.bands = bands <= 3 ? undefined : [0, 1];
    this.stride = (this.bands?.length ?? bands) * samples;
    this.buffer = samplesOf(type, BLOCK_LINES * this.stride);
  }

  /** Throws OperationsError RASTER_INVALID for what is no IGM. */
  static async open(path: string): Promise<IgmReader> {
    const raster = await RasterReader.open(path);
    if (raster.header.bands < 2) {
      await raster.close();
      throw new OperationsError('RASTER_INVALID', `${path} has one band; an IGM has x, y and height.`);
    }
    return new IgmReader(raster);
  }

  get samples(): number {
    return this.raster.header.samples;
  }

  get lines(): number {
    return this.raster.header.lines;
  }

  get blocks(): number {
    return Math.ceil(this.lines / BLOCK_LINES);
  }

  /** The positions of one block, valid until the next is read. */
  async read(block: number): Promise<Positions> {
    const first = block * BLOCK_LINES;
    const count = Math.min(BLOCK_LINES, this.lines - first);
    const into = this.buffer.subarray(0, count * this.stride);
    const values = await this.raster.read(first, count, this.bands, into);
    return { values, first, count, stride: this.stride, toY: this.samples };
  }

  async close(): Promise<void> {
    await this.raster.close();
  }
}

/** Whether a position is one. */
export function isSomewhere(x: number, y: number): boolean {
  return x !== NOWHERE && y !== NOWHERE && Number.isFinite(x) && Number.isFinite(y);
}
