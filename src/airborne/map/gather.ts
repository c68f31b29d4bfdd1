import { OperationsError } from '../../domain/failures.js';
import type { Box } from './grid.js';
import { isSomewhere, type IgmReader } from './igm.js';
import { Points } from './points.js';
import type { Segment } from './tiles.js';

/** A tile has at most this many pixels in reach, so that memory is bounded; one with more is quartered. */
export const MOST_PIXELS = 2 ** 19;
/** And at most this many values in its window of the source: the lines it needs × the samples it needs of them. */
export const MOST_WINDOW = 2 ** 21;

/** The part of the sensor's image in which the pixels of a tile are: some lines, and of each the same samples. */
export interface Window {
  readonly segments: readonly Segment[];
  /** Lines in all. */
  readonly lines: number;
  readonly sample: number;
  readonly width: number;
}

/** Collects the pixels in a box from the IGM, always in the same memory: what it gave before is gone with the next call. */
export class PixelGatherer {
  private capacity = 0;
  private xs = new Float64Array(0);
  private ys = new Float64Array(0);
  private refs = new Uint32Array(0);
  private samples = new Uint32Array(0);
  private readonly points = new Points();

  constructor(
    private readonly igm: IgmReader,
    /** How far a search goes, and the spacing of the pixels. */
    private readonly reach: number,
    private readonly spacing: { readonly across: number; readonly along: number },
  ) {}

  /**
   * The pixels of these blocks that lie in a box, ready to be searched, and the window of the source that has them. A
   * pixel's reference is its place in that window, line by line. Undefined when there are more than {@link MOST_PIXELS},
   * or the window has more than {@link MOST_WINDOW} values.
   */
  async gather(
    box: Box,
    blocks: readonly number[],
  ): Promise<{ readonly points: Points; readonly window: Window } | undefined> {
    const lines: number[] = [];
    const ends: number[] = [];
    let count = 0;
    let [first, last] = [Infinity, -Infinity];
    for (const block of blocks) {
      const { values, first: line0, count: here, stride, toY } = await this.igm.read(block);
      this.reserve(count + here * toY);
      const { xs, ys, samples } = this;
      for (let line = 0; line < here; line += 1) {
        const before = count;
        const base = line * stride;
        for (let sample = 0; sample < toY; sample += 1) {
          const x = values[base + sample]!;
          const y = values[base + toY + sample]!;
          if (x < box.minX || x > box.maxX || y < box.minY || y > box.maxY || !isSomewhere(x, y)) continue;
          xs[count] = x;
          ys[count] = y;
          samples[count] = sample;
          count += 1;
        }
        if (count === before) continue;
        lines.push(line0 + line);
        ends.push(count);
        if (samples[before]! < first) first = samples[before]!;
        if (samples[count - 1]! > last) last = samples[count - 1]!;
      }
      if (count > MOST_PIXELS) return undefined;
    }
    const width = count === 0 ? 0 : last - first + 1;
    if (lines.length * width > MOST_WINDOW) return undefined;
    for (let line = 0, at = 0; line < lines.length; line += 1)
      for (const end = ends[line]!; at < end; at += 1)
        this.refs[at] = line * width + this.samples[at]! - first;
    this.points.sort(this.xs, this.ys, this.refs, count, box, this.reach, this.spacing);
    return {
      points: this.points,
      window: { segments: segmentsOf(lines), lines: lines.length, sample: count === 0 ? 0 : first, width },
    };
  }

  private reserve(needed: number): void {
    if (needed <= this.capacity) return;
    this.capacity = Math.max(needed, Math.min(MOST_PIXELS, this.capacity * 2));
    const grown = <T extends Float64Array | Uint32Array>(old: T): T => {
      const array = new (old.constructor as new (length: number) => T)(this.capacity);
      array.set(old);
      return array;
    };
    this.xs = grown(this.xs);
    this.ys = grown(this.ys);
    this.refs = grown(this.refs);
    this.samples = grown(this.samples);
  }
}

/** What an operator is told when more pixels than fit lie around one cell. */
export function tooDense(igm: string): OperationsError {
  return new OperationsError(
    'RASTER_INVALID',
    `More than ${MOST_PIXELS} pixels of ${igm} lie around one cell of the map: it isn't the line of an aircraft that moves.`,
  );
}

function segmentsOf(lines: readonly number[]): Segment[] {
  const segments: { first: number; count: number }[] = [];
  for (const line of lines) {
    const open = segments.at(-1);
    if (open && open.first + open.count === line) open.count += 1;
    else segments.push({ first: line, count: 1 });
  }
  return segments;
}
