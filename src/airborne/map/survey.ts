import { OperationsError } from '../../domain/failures.js';
import type { Box } from './grid.js';
import { isSomewhere, type IgmReader, type Positions } from './igm.js';

/** What one pass over an IGM tells. */
export interface Survey {
  /** What the line covers. */
  readonly extent: Box;
  /** Pixels that lie somewhere. */
  readonly pixels: number;
  /** Four numbers a block of lines: minX, minY, maxX, maxY; empty blocks have minX > maxX. */
  readonly boxes: Float64Array;
  /** Distance between neighbours in the middle of the swath: along a scan and from scan to scan, medians. */
  readonly spacing: { readonly across: number; readonly along: number };
}

/** How far a map's cell may be from the pixel that fills it: as APL has it, three times the diagonal of the spacing at nadir. */
export function reachOf({ across, along }: Survey['spacing']): number {
  return 3 * Math.hypot(across, along);
}

/** Surveys an IGM. Throws OperationsError RASTER_INVALID when nothing of it lies anywhere. */
export async function survey(igm: IgmReader, path: string): Promise<Survey> {
  const boxes = new Float64Array(igm.blocks * 4);
  const nadir = new NadirSpacing(igm.samples);
  let pixels = 0;
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let block = 0; block < igm.blocks; block += 1) {
    const positions = await igm.read(block);
    const { box, count } = boxOf(positions);
    boxes.set([box.minX, box.minY, box.maxX, box.maxY], block * 4);
    pixels += count;
    minX = Math.min(minX, box.minX);
    minY = Math.min(minY, box.minY);
    maxX = Math.max(maxX, box.maxX);
    maxY = Math.max(maxY, box.maxY);
    nadir.take(positions);
  }
  if (pixels === 0)
    throw new OperationsError(
      'RASTER_INVALID',
      `No pixel of ${path} has a position: there is nothing to map.`,
    );
  return { extent: { minX, minY, maxX, maxY }, pixels, boxes, spacing: nadir.medians(path) };
}

function boxOf({ values, count, stride, toY }: Positions): { box: Box; count: number } {
  let [minX, minY, maxX, maxY, found] = [Infinity, Infinity, -Infinity, -Infinity, 0];
  for (let line = 0; line < count; line += 1)
    for (let at = line * stride, end = at + toY; at < end; at += 1) {
      const x = values[at]!;
      const y = values[at + toY]!;
      if (!isSomewhere(x, y)) continue;
      found += 1;
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY) minY = y;
      if (y > maxY) maxY = y;
    }
  return { box: { minX, minY, maxX, maxY }, count: found };
}

/** Of at most this many blocks a distance is kept, whatever the line's length. */
const MOST = 4096;

class NadirSpacing {
  private across: number[] = [];
  private along: number[] = [];
  private every = 1;
  private seen = 0;

  constructor(private readonly samples: number) {}

  take({ values, count, stride, toY }: Positions): void {
    this.seen += 1;
    if (this.seen % this.every !== 0) return;
    const middle = Math.floor((this.samples - 1) / 2);
    const distance = (from: number, to: number) => {
      const [x0, y0, x1, y1] = [values[from]!, values[from + toY]!, values[to]!, values[to + toY]!];
      return isSomewhere(x0, y0) && isSomewhere(x1, y1) ? Math.hypot(x1 - x0, y1 - y0) : undefined;
    };
    const across = this.samples > 1 ? distance(middle, middle + 1) : undefined;
    const along = count > 1 ? distance(middle, middle + stride) : undefined;
    if (across !== undefined) this.across.push(across);
    if (along !== undefined) this.along.push(along);
    if (Math.max(this.across.length, this.along.length) < MOST) return;
    this.across = this.across.filter((_, index) => index % 2 === 0);
    this.along = this.along.filter((_, index) => index % 2 === 0);
    this.every *= 2;
  }

  /** Where one of the two cannot be told (a single scan, a hole at nadir), it is taken to be the other. */
  medians(path: string): Survey['spacing'] {
    const across = median(this.across);
    const along = median(this.along);
    const spacing = { across: across || along, along: along || across };
    if (!(spacing.across > 0))
      throw new OperationsError(
        'RASTER_INVALID',
        `In the middle of the swath of ${path} no two neighbours have different positions: their spacing cannot be told.`,
      );
    return spacing;
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
