/**
 * The stages of a product, as clients of SCOPS know them, and how much of the way each is: progress is `base` plus the
 * stage's own percentage of `weight`.
 */
export const LINE_STAGES = {
  waiting: { title: 'Waiting to process', base: 0, weight: 0 },
  mask: { title: 'Masking', base: 0, weight: 15 },
  geocorrect: { title: 'Geo-correction', base: 15, weight: 15 },
  reproject: { title: 'Translating', base: 30, weight: 15 },
  map: { title: 'Mapping', base: 45, weight: 50 },
  zip: { title: 'Zipping', base: 95, weight: 5 },
  complete: { title: 'Complete', base: 100, weight: 0 },
} as const;
/** One stage of a product. Making a band-maths or plugin raster counts as `mask`: it is what those have instead. */
export type LineStage = keyof typeof LINE_STAGES;

/** How far a product is, 0…100, from its stage and the stage's own percentage. */
export function productProgress(stage: LineStage, percent: number): number {
  const { base, weight } = LINE_STAGES[stage];
  return base + (Math.min(100, Math.max(0, percent)) / 100) * weight;
}
