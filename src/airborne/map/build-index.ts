import type { Interpolation } from '../../domain/scops/order.js';
import { centreX, centreY, type MapGrid } from './grid.js';
import { PixelGatherer, tooDense } from './gather.js';
import type { IgmReader } from './igm.js';
import { IndexWriter, type IndexKey, type TileCells } from './line-index.js';
import { Locator, type Source } from './locate.js';
import { NONE } from './points.js';
import { reachOf, type Survey } from './survey.js';
import { boxAround, quartersOf, tilesOf, type Tile } from './tiles.js';

/** What an index is made from. */
export interface IndexPlan {
  readonly igm: IgmReader;
  readonly igmPath: string;
  readonly survey: Survey;
  readonly grid: MapGrid;
  readonly interpolation: Interpolation;
  readonly path: string;
  readonly key: IndexKey;
}

/** Finds the pixels of every cell and writes them to the index, tile by tile. `progress` is told 0…1. */
export async function buildIndex(plan: IndexPlan, progress: (share: number) => void): Promise<void> {
  const { igm, grid, survey, interpolation } = plan;
  const reach = reachOf(survey.spacing);
  const gatherer = new PixelGatherer(igm, reach, survey.spacing);
  const locator = new Locator(interpolation, reach);
  const collector = new CellCollector(interpolation);
  const writer = await IndexWriter.create(plan.path);
  try {
    const tasks = tilesOf(grid, survey, reach);
    const total = tasks.length;
    let done = 0;
    for (const { tile, blocks } of tasks) {
      const open: Tile[] = [tile];
      while (open.length > 0) {
        const next = open.pop()!;
        const found = await gatherer.gather(boxAround(grid, next, reach), blocks);
        if (!found) {
          const quarters = quartersOf(next);
          if (!quarters) throw tooDense(plan.igmPath);
          open.push(...quarters.reverse());
          continue;
        }
        if (found.points.count === 0) continue;
        locator.enter(found.points, found.window);
        const { filled, cells } = collector.collect(grid, next, locator);
        if (filled === 0) continue;
        await writer.add(
          { ...next, window: found.window, filled, cells: cells.refs.length / collector.perCell },
          cells,
        );
      }
      progress((done += 1) / total);
    }
    await writer.commit({ grid, spacing: survey.spacing, reach }, plan.key);
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** Goes over the cells of a tile, always in the same memory. */
class CellCollector {
  readonly perCell: number;
  private refs = new Uint32Array(0);
  private places = new Float32Array(0);
  private readonly source: Source = { refs: new Uint32Array(4), u: 0, v: 0 };

  constructor(interpolation: Interpolation) {
    this.perCell = interpolation === 'nearest' ? 1 : 4;
  }

  collect(grid: MapGrid, tile: Tile, locator: Locator): { filled: number; cells: TileCells } {
    const { perCell, source } = this;
    const size = tile.columns * tile.rows;
    if (this.refs.length < size * perCell) {
      this.refs = new Uint32Array(size * perCell);
      this.places = new Float32Array(perCell === 1 ? 0 : size * 2);
    }
    const { refs, places } = this;
    const spans = new Uint32Array(tile.rows * 2);
    let [at, filled] = [0, 0];
    for (let row = 0; row < tile.rows; row += 1) {
      const cy = centreY(grid, tile.row + row);
      let first = -1;
      let end = 0;
      const start = at;
      for (let column = 0; column < tile.columns; column += 1) {
        const found = locator.locate(centreX(grid, tile.column + column), cy, null, source);
        if (!found && first < 0) continue;
        if (first < 0) first = column;
        for (let ref = 0; ref < perCell; ref += 1)
          refs[at * perCell + ref] = found ? source.refs[ref]! : NONE;
        if (perCell > 1) {
          places[at * 2] = found ? source.u : 0;
          places[at * 2 + 1] = found ? source.v : 0;
        }
        at += 1;
        if (!found) continue;
        filled += 1;
        end = column + 1;
      }
      if (first < 0) continue;
      // What came after the last cell with something in it isn't kept.
      at = start + end - first;
      spans[row * 2] = first;
      spans[row * 2 + 1] = end;
    }
    const cells = {
      spans,
      refs: refs.subarray(0, at * perCell),
      places: places.subarray(0, perCell === 1 ? 0 : at * 2),
    };
    return { filled, cells };
  }
}
