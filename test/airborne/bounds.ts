/** What docs/airborne.md claims of the accuracy of the geometry, and the tests assert: by the first words of a row, metres. */
export const BOUNDS = {
  'Level flight': 0.05,
  'Flight with attitudes': 0.05,
  'Flat ground, ray by ray': 0.05,
  'Steep ground, ray by ray': 0.01,
  'Behind a ridge': 0.01,
  UTM: 1e-6,
} as const;
