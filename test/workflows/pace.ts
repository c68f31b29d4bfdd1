import type { Pace } from '../../src/activities/contract.js';

/** The pace of the levels and orders of the tests. */
export const PACE: Pace = {
  firstRetryMs: 100,
  attempts: 2,
  recheckMs: 1_000,
  // No worker dies here: a machine that is busy for seconds must not be taken for one that has died.
  heartbeatMs: 15_000,
};

/** Longer than any test. */
export const FAR = 3_600_000;
