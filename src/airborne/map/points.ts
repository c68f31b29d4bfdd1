import type { Box } from './grid.js';

/** No pixel. */
export const NONE = 0xffffffff;

/** More buckets than this would not find anything sooner. */
const MOST_BUCKETS = 2 ** 20;

/**
 * The pixels around a tile, in buckets a little wider than a pixel, row by row of buckets: the pixels of neighbouring buckets
 * of a row follow each other. Searches go ring by ring around the bucket of a position, until nothing nearer can come.
 */
export class Points {
  /** Sorted by bucket: positions, and references in the window of the source. */
  x = new Float64Array(0);
  y = new Float64Array(0);
  ref = new Uint32Array(0);
  count = 0;
  private starts = new Uint32Array(0);
  private bucket = new Uint32Array(0);
  private near = new Uint8Array(0);
  private nearInRow = new Uint8Array(0);
  private size = 1;
  private minX = 0;
  private minY = 0;
  private across = 0;
  private down = 0;
  private reach2 = 0;
  private ranges = new Int32Array(0);

  /** Takes other pixels: the first `count` of the arrays, all of them in `box`. */
  sort(
    xs: Float64Array,
    ys: Float64Array,
    refs: Uint32Array,
    count: number,
    box: Box,
    reach: number,
    spacing: { readonly across: number; readonly along: number },
  ): void {
    const [width, height] = [box.maxX - box.minX, box.maxY - box.minY];
    const mean = Math.sqrt(spacing.across * spacing.along);
    this.size = Math.max(1.2 * mean, Math.sqrt((width * height) / MOST_BUCKETS));
    this.minX = box.minX;
    this.minY = box.minY;
    this.across = Math.floor(width / this.size) + 1;
    this.down = Math.floor(height / this.size) + 1;
    this.reach2 = reach * reach;
    this.count = count;
    const rings = Math.ceil(reach / this.size) + 2;
    if (this.ranges.length < 8 * (rings + 1)) this.ranges = new Int32Array(8 * (rings + 1));
    const buckets = this.across * this.down;
    if (this.starts.length < buckets + 1) this.starts = new Uint32Array(buckets + 1);
    if (this.x.length < count) {
      this.x = new Float64Array(xs.length);
      this.y = new Float64Array(xs.length);
      this.ref = new Uint32Array(xs.length);
      this.bucket = new Uint32Array(xs.length);
    }
    const { starts, bucket, size, across } = this;
    starts.fill(0, 0, buckets + 1);
    for (let point = 0; point < count; point += 1) {
      const column = Math.floor((xs[point]! - box.minX) / size);
      const row = Math.floor((ys[point]! - box.minY) / size);
      const place = row * across + column;
      bucket[point] = place;
      starts[place]! += 1;
    }
    let sum = 0;
    for (let place = 0; place <= buckets; place += 1) {
      sum += starts[place]!;
      starts[place] = sum;
    }
    // Backwards, so that the pixels of a bucket keep their order.
    for (let point = count - 1; point >= 0; point -= 1) {
      const to = (starts[bucket[point]!]! -= 1);
      this.x[to] = xs[point]!;
      this.y[to] = ys[point]!;
      this.ref[to] = refs[point]!;
    }
    this.findEmptiness(rings);
  }

  /** Whether no pixel can be within reach of a position: most cells of a map are far from the line. */
  isFar(cx: number, cy: number): boolean {
    const column = Math.floor((cx - this.minX) / this.size);
    const row = Math.floor((cy - this.minY) / this.size);
    return this.near[row * this.across + column] === 0;
  }

  /** Marks the buckets that have a pixel within some buckets, first along the rows, then along the columns. */
  private findEmptiness(within: number): void {
    const { across, down, starts } = this;
    if (this.near.length < across * down) {
      this.near = new Uint8Array(across * down);
      this.nearInRow = new Uint8Array(across * down);
    }
    const { near, nearInRow } = this;
    for (let row = 0; row < down; row += 1) {
      const base = row * across;
      for (let column = 0; column < across; column += 1) {
        const from = base + Math.max(0, column - within);
        const to = base + Math.min(across - 1, column + within);
        nearInRow[base + column] = starts[to + 1]! > starts[from]! ? 1 : 0;
      }
    }
    // How far each column is from the last row that has something, downwards and then upwards.
    near.fill(0, 0, across * down);
    for (let column = 0; column < across; column += 1) {
      let last = -Infinity;
      for (let row = 0; row < down; row += 1) {
        if (nearInRow[row * across + column] === 1) last = row;
        if (row - last <= within) near[row * across + column] = 1;
      }
      last = Infinity;
      for (let row = down - 1; row >= 0; row -= 1) {
        if (nearInRow[row * across + column] === 1) last = row;
        if (last - row <= within) near[row * across + column] = 1;
      }
    }
  }

  /**
   * The pixel nearest to a position, of those within reach that are valid (`valid` by reference; null: all); its place in
   * the arrays, or −1. Of pixels that are equally near it is the one that was seen first.
   */
  nearest(cx: number, cy: number, valid: Uint8Array | null): number {
    const { x, y, ref, ranges, size } = this;
    const column = Math.floor((cx - this.minX) / size);
    const row = Math.floor((cy - this.minY) / size);
    const toEdge = this.toEdge(cx, cy, column, row);
    let best = this.reach2;
    let found = -1;
    for (let ring = 1; ring === 1 || isWithin(toEdge, size, ring, best); ring += 1) {
      const end = this.ringRanges(column, row, ring);
      if (end < 0) break;
      for (let range = 0; range < end; range += 2)
        for (let at = ranges[range]!, to = ranges[range + 1]!; at < to; at += 1) {
          const dx = x[at]! - cx;
          const dy = y[at]! - cy;
          const distance = dx * dx + dy * dy;
          if (distance > best || (valid !== null && valid[ref[at]!] === 0)) continue;
          if (distance === best && found >= 0 && ref[at]! > ref[found]!) continue;
          best = distance;
          found = at;
        }
    }
    return found;
  }

  /**
   * The nearest valid pixel of each quadrant around a position, into `corners`: lower left, lower right, upper left, upper
   * right; what lies on an axis counts to the right, and above. False when a quadrant has none within reach.
   */
  quadrants(cx: number, cy: number, valid: Uint8Array | null, corners: Int32Array): boolean {
    const { x, y, ref, ranges, size, reach2, bestOfQuadrants: best } = this;
    const column = Math.floor((cx - this.minX) / size);
    const row = Math.floor((cy - this.minY) / size);
    const toEdge = this.toEdge(cx, cy, column, row);
    for (let quadrant = 0; quadrant < 4; quadrant += 1) {
      best[quadrant] = reach2;
      corners[quadrant] = -1;
    }
    for (let ring = 1; ; ring += 1) {
      const worst = Math.max(best[0]!, best[1]!, best[2]!, best[3]!);
      if (ring > 1 && !isWithin(toEdge, size, ring, worst)) break;
      const end = this.ringRanges(column, row, ring);
      if (end < 0) break;
      for (let range = 0; range < end; range += 2)
        for (let at = ranges[range]!, to = ranges[range + 1]!; at < to; at += 1) {
          const dx = x[at]! - cx;
          const dy = y[at]! - cy;
          const quadrant = (dx >= 0 ? 1 : 0) + (dy >= 0 ? 2 : 0);
          const distance = dx * dx + dy * dy;
          if (distance > best[quadrant]! || (valid !== null && valid[ref[at]!] === 0)) continue;
          const other = corners[quadrant]!;
          if (distance === best[quadrant]! && other >= 0 && ref[at]! > ref[other]!) continue;
          best[quadrant] = distance;
          corners[quadrant] = at;
        }
    }
    return corners[0]! >= 0 && corners[1]! >= 0 && corners[2]! >= 0 && corners[3]! >= 0;
  }

  private readonly bestOfQuadrants = new Float64Array(4);

  /** How far a position is from the nearest side of its bucket, in sides of a bucket; a hair less, for what rounding did. */
  private toEdge(cx: number, cy: number, column: number, row: number): number {
    const fx = (cx - this.minX) / this.size - column;
    const fy = (cy - this.minY) / this.size - row;
    return Math.min(fx, 1 - fx, fy, 1 - fy) - 1e-9;
  }

  /**
   * Where the pixels of a ring of buckets are, as pairs in `ranges`; returns the end of the pairs, or −1 when the ring is
   * outside altogether. The first ring is the bucket with all eight around it.
   */
  private ringRanges(column: number, row: number, ring: number): number {
    const { across, down, starts } = this;
    const left = column - ring;
    const right = column + ring;
    const low = row - ring;
    const high = row + ring;
    if (left < 0 && low < 0 && right >= across && high >= down && ring > 1) return -1;
    const { ranges } = this;
    let end = 0;
    const from = Math.max(0, left);
    const to = Math.min(across - 1, right);
    for (let line = Math.max(0, low), last = Math.min(down - 1, high); line <= last; line += 1) {
      const base = line * across;
      if (ring === 1 || line === low || line === high) {
        ranges[end++] = starts[base + from]!;
        ranges[end++] = starts[base + to + 1]!;
        continue;
      }
      if (left >= 0) {
        ranges[end++] = starts[base + left]!;
        ranges[end++] = starts[base + left + 1]!;
      }
      if (right < across) {
        ranges[end++] = starts[base + right]!;
        ranges[end++] = starts[base + right + 1]!;
      }
    }
    return end;
  }
}

/** Whether something in a ring of buckets, or beyond, may be as near as `best` (a square). */
function isWithin(toEdge: number, size: number, ring: number, best: number): boolean {
  const edge = (ring - 1 + toEdge) * size;
  return edge <= 0 || edge * edge <= best;
}
