import type { Readiness } from './readiness.js';
import { counted } from './words.js';

/** What a level does in a stage that works, one sentence; told by the stage, and told again by `ledger rebuild`. */
export const STAGE_SENTENCES = {
  stage: () => 'It links the inputs into the staging directory.',
  run: (level: string, version: string) => `${level}Processor ${version} runs.`,
  QA: () => 'It measures the products.',
  archive: () => 'It checks and archives the products.',
  deliver: () => 'It links the products into the delivery directory and writes the PDR.',
} as const;

const THEN = {
  waiting: 'it holds, and operators are told which granules are missing',
  grace: 'it starts without them',
  overdue: null,
  ready: null,
  void: null,
} as const;

/** How a level that awaits its inputs stands, as the ledger has it. */
export function awaitingWords({ state, missing, wished, here, of, until }: Readiness) {
  return {
    state: 'waiting' as const,
    sentence:
      missing.length > 0
        ? `It waits for ${counted(missing.length, 'required granule')} (${here} of ${of} are here).`
        : `Its inputs are here (${here} of ${of}).`,
    missing: [...missing, ...wished],
    here,
    of,
    until: until ?? null,
    thenWhat: THEN[state],
  };
}

/** The sentence of a level whose awaited granules arrive, before it has looked at the archive itself. */
export function arrivedWords(missing: number, here: number, of: number): string {
  return missing > 0
    ? `It waits for ${counted(missing, 'granule')} (${here} of ${of} are here).`
    : `Its inputs are here (${here} of ${of}); it looks at the archive.`;
}
