import type { Samples } from '../envi/samples.js';
import { centreX, centreY, type MapGrid } from './grid.js';
import type { TileCells, TileEntry } from './line-index.js';
import { PATCH, type Locator, type Source } from './locate.js';
import { NONE } from './points.js';
import { blendPatch, blendQuad, isNone, isPatchWhole } from './blend.js';

/** One band of the window of a tile: line by line, as references count. */
export type Plane = Samples;

/** Makes the cells of a tile from one band after the other. */
export class Resampler {
  private misses = new Uint32Array(0);
  private valid = new Uint8Array(0);
  private readonly source: Source = { refs: new Uint32Array(4), u: 0, v: 0 };

  constructor(
    private readonly grid: MapGrid,
    /** The value that is none; null: every value counts. NaN is never one then. */
    private readonly ignore: number | null,
  ) {}

  /**
   * The values of the kept cells into `out`. Cells whose pixels aren't all valid are made again from valid ones alone, found
   * with `locator` (which is asked for only then). Returns how many of these there were, and how many got a value.
   */
  async resample(
    tile: TileEntry,
    cells: TileCells,
    plane: Plane,
    out: Samples | Float64Array,
    locator: () => Promise<Locator>,
  ): Promise<{ readonly missing: number; readonly filled: number }> {
    if (this.misses.length < tile.cells) this.misses = new Uint32Array(tile.cells);
    const missing =
      cells.places.length === 0 ? this.nearest(cells, plane, out) : this.blended(tile, cells, plane, out);
    if (missing === 0) return { missing, filled: 0 };
    if (!this.findValid(tile, plane)) return { missing, filled: 0 };
    return { missing, filled: this.fill(tile, cells, plane, out, missing, await locator()) };
  }

  private nearest({ refs }: TileCells, plane: Plane, out: Samples): number {
    const { ignore, misses } = this;
    let missing = 0;
    for (let cell = 0; cell < refs.length; cell += 1) {
      const ref = refs[cell]!;
      if (ref === NONE) {
        out[cell] = 0;
        continue;
      }
      const value = plane[ref]!;
      if (ignore !== null && (value === ignore || value !== value)) {
        out[cell] = 0;
        misses[missing++] = cell;
      } else out[cell] = value;
    }
    return missing;
  }

  /** The inner loop of a map: weights in variables, since in arrays they would take longer than the blending. */
  private blended({ window }: TileEntry, { refs, places }: TileCells, plane: Plane, out: Samples): number {
    const { misses, ignore } = this;
    const { width } = window;
    let missing = 0;
    for (let cell = 0, end = refs.length / 4; cell < end; cell += 1) {
      const first = refs[cell * 4]!;
      if (first === NONE) {
        out[cell] = 0;
        continue;
      }
      const u = places[cell * 2]!;
      const v = places[cell * 2 + 1]!;
      if (refs[cell * 4 + 1] === PATCH) {
        if (ignore === null || isPatchWhole(plane, first, width, ignore)) {
          out[cell] = blendPatch(plane, first, width, u, v);
          continue;
        }
      } else {
        const a = plane[first]!;
        const b = plane[refs[cell * 4 + 1]!]!;
        const c = plane[refs[cell * 4 + 2]!]!;
        const d = plane[refs[cell * 4 + 3]!]!;
        if (
          ignore === null ||
          !(isNone(a, ignore) || isNone(b, ignore) || isNone(c, ignore) || isNone(d, ignore))
        ) {
          out[cell] = blendQuad(a, b, c, d, u, v);
          continue;
        }
      }
      out[cell] = 0;
      misses[missing++] = cell;
    }
    return missing;
  }

  /** Which pixels of the window are valid in this band; false when none is. */
  private findValid({ window }: TileEntry, plane: Plane): boolean {
    const size = window.lines * window.width;
    if (this.valid.length < size) this.valid = new Uint8Array(size);
    let any = 0;
    for (let ref = 0; ref < size; ref += 1) {
      const value = plane[ref]!;
      const valid = value === this.ignore || value !== value ? 0 : 1;
      this.valid[ref] = valid;
      any |= valid;
    }
    return any === 1;
  }

  private fill(
    tile: TileEntry,
    { spans }: TileCells,
    plane: Plane,
    out: Samples,
    missing: number,
    locator: Locator,
  ): number {
    const { misses, source, grid, valid } = this;
    let [row, start, filled] = [0, 0, 0];
    const width = (of: number) => spans[of * 2 + 1]! - spans[of * 2]!;
    for (let miss = 0; miss < missing; miss += 1) {
      const cell = misses[miss]!;
      while (cell >= start + width(row)) {
        start += width(row);
        row += 1;
      }
      const column = spans[row * 2]! + cell - start;
      const [cx, cy] = [centreX(grid, tile.column + column), centreY(grid, tile.row + row)];
      if (!locator.locate(cx, cy, valid, source)) continue;
      if (locator.interpolation === 'nearest') out[cell] = plane[source.refs[0]!]!;
      else {
        // Without a patch: among valid pixels alone there is none.
        const at = (corner: number) => plane[source.refs[corner]!]!;
        out[cell] = blendQuad(at(0), at(1), at(2), at(3), source.u, source.v);
      }
      filled += 1;
    }
    return filled;
  }
}

/** As the map's type has it: rounded, and the nearest that the type can hold. NaN becomes 0. */
export function toUint16(values: Float64Array, out: Uint16Array): void {
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    out[at] = value >= 65535 ? 65535 : value > 0 ? Math.floor(value + 0.5) : 0;
  }
}
