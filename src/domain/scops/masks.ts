/** The letters of a SCOPS mask, and the bit of the mask file that each stands for. */
export const MASK_LETTERS = {
  u: { bit: 1, title: 'underflows' },
  o: { bit: 2, title: 'overflows' },
  m: { bit: 8, title: 'uncorrected smear' },
  n: { bit: 16, title: 'dropped scans' },
  r: { bit: 32, title: 'corrupt raw data' },
  q: { bit: 64, title: 'quality-control failures' },
} as const;

/** The letters of the bad-pixel methods, and their bit of the method file; each also selects bit 4 of the mask. */
export const METHOD_LETTERS = { a: 1, b: 2, c: 4, d: 8, e: 16, f: 32 } as const;

/** The bit of the mask file that says 'bad CCD pixel'. */
export const BAD_PIXEL = 4;
/** Every bit of the mask file. */
export const ALL_FLAGS = 127;
/** Every bit of the bad-pixel-method file. */
export const ALL_METHODS = 63;
