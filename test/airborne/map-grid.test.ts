import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridOver, type Box } from '../../src/airborne/map/grid.js';

/** Sixteenths of a metre: what can be added without rounding. */
const metres = (min: number, max: number) => fc.integer({ min: min * 16, max: max * 16 }).map((n) => n / 16);
const box = fc
  .tuple(metres(-1e6, 1e6), metres(-1e6, 1e7), metres(0, 500), metres(0, 500))
  .map(([minX, minY, width, height]): Box => ({ minX, minY, maxX: minX + width, maxY: minY + height }));
const pixelSize = fc
  .record({ x: fc.integer({ min: 1, max: 14 }), y: fc.integer({ min: 1, max: 14 }) })
  .map(({ x, y }) => ({ x: x / 2, y: y / 2 }));

describe('the grid of a map', () => {
  it('begins outward on a multiple of the pixel size and covers the line', () => {
    fc.assert(
      fc.property(box, pixelSize, (extent, size) => {
        const grid = gridOver(extent, size, null)!;
        expect(grid.left / size.x).toBe(Math.round(grid.left / size.x));
        expect(grid.top / size.y).toBe(Math.round(grid.top / size.y));
        expect(grid.left).toBeLessThanOrEqual(extent.minX);
        expect(grid.left).toBeGreaterThan(extent.minX - size.x);
        expect(grid.top).toBeGreaterThanOrEqual(extent.maxY);
        expect(grid.top).toBeLessThan(extent.maxY + size.y);
        expect(grid.left + grid.columns * size.x).toBeGreaterThanOrEqual(extent.maxX);
        expect(grid.top - grid.rows * size.y).toBeLessThanOrEqual(extent.minY);
        const spare = grid.left + (grid.columns - 1) * size.x;
        expect(grid.columns === 1 || spare < extent.maxX).toBe(true);
      }),
    );
  });

  it('is, when it is cut, a part of the grid that is not', () => {
    fc.assert(
      fc.property(box, box, pixelSize, (extent, other, size) => {
        const cut = {
          ...other,
          minX: extent.minX + (other.minX % 300),
          minY: extent.minY + (other.minY % 300),
        };
        const within = { ...cut, maxX: cut.minX + 100, maxY: cut.minY + 100 };
        const whole = gridOver(extent, size, null)!;
        const grid = gridOver(extent, size, within);
        if (!grid) return;
        const column = (grid.left - whole.left) / size.x;
        const row = (whole.top - grid.top) / size.y;
        expect(column).toBeGreaterThanOrEqual(0);
        expect(row).toBeGreaterThanOrEqual(0);
        expect(column + grid.columns).toBeLessThanOrEqual(whole.columns);
        expect(row + grid.rows).toBeLessThanOrEqual(whole.rows);
      }),
    );
  });

  it('is not there when the cut touches nothing', () => {
    const extent = { minX: 0, minY: 0, maxX: 100, maxY: 100 };
    const away = { minX: 101, minY: 0, maxX: 120, maxY: 100 };
    expect(gridOver(extent, { x: 1, y: 1 }, away)).toBeUndefined();
    expect(gridOver(extent, { x: 1, y: 1 }, { ...away, minX: 99.5 })).toMatchObject({ left: 99, columns: 1 });
  });
});
