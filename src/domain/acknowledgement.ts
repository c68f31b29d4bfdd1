import type { FailureCode } from './failures.js';

/** A delivered granule: one FILE_GROUP of the PDR. */
export interface DeliveredGranule {
  readonly type: string;
  readonly files: readonly string[];
}

/** What a PAN means for a delivery. */
export interface PanJudgement {
  readonly verdict: 'accepted' | 'failed' | 'partial';
  /** Data files' names of the granules that were refused; a granule is refused when any of its files was. */
  readonly refused: readonly string[];
  /** The DAAC's own words, one per file, or one for all. */
  readonly words: readonly string[];
  readonly code?: FailureCode;
}

const SUCCESSFUL = 'SUCCESSFUL';

/**
 * Judges a PAN. DISPOSITION is an open vocabulary: only SUCCESSFUL is special. A file of the delivery that a long PAN
 * doesn't mention counts as refused: it was not said to be accepted. So does one that it calls both SUCCESSFUL and not.
 */
export function judgePan(
  granules: readonly DeliveredGranule[],
  pan: {
    form: 'short' | 'long';
    disposition: string;
    files: readonly { name: string; disposition: string }[];
  },
): PanJudgement {
  if (pan.form === 'short') {
    return pan.disposition === SUCCESSFUL
      ? { verdict: 'accepted', refused: [], words: [] }
      : {
          verdict: 'failed',
          refused: granules.map(first),
          words: [`all files: ${pan.disposition}`],
          code: 'PAN_FAILED',
        };
  }
  const said = new Map<string, string>();
  for (const { name, disposition } of pan.files) {
    if ((said.get(name) ?? SUCCESSFUL) === SUCCESSFUL) said.set(name, disposition);
  }
  const refused = granules.filter((granule) => granule.files.some((name) => said.get(name) !== SUCCESSFUL));
  if (refused.length === 0) return { verdict: 'accepted', refused: [], words: [] };
  const words = granules.flatMap((granule) =>
    granule.files
      .filter((name) => said.get(name) !== SUCCESSFUL)
      .map((name) => `${name}: ${said.get(name) ?? 'not mentioned in the PAN'}`),
  );
  const all = refused.length === granules.length;
  return {
    verdict: all ? 'failed' : 'partial',
    refused: refused.map(first),
    words,
    code: all ? 'PAN_FAILED' : 'PAN_PARTIAL',
  };
}

function first(granule: DeliveredGranule): string {
  return granule.files[0] ?? granule.type;
}
