import { expect } from 'vitest';

/** What docs/airborne.md claims of the accuracy of the geometry, by the first words of a row of its table: metres. */
export const BOUNDS = {
  'Level flight': 0.05,
  'Flight with attitudes': 0.05,
  'Flat ground': 0.001,
  'Steep ground': 0.001,
  Cliffs: 0.01,
  'Behind a wall': 0.01,
  UTM: 1e-6,
} as const;
/** A row of the table. */
export type Row = keyof typeof BOUNDS;

/** Asserts that an error, in metres, is below the bound of a row. `SIPSTREAM_FIGURES=1` prints it, for the table. */
export function within(row: Row, error: number): void {
  if (process.env.SIPSTREAM_FIGURES !== undefined) console.log(`${row}: ${error.toExponential(2)} m`);
  expect(error, row).toBeLessThan(BOUNDS[row]);
}
