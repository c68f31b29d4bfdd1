import { createHash } from 'node:crypto';
import { isFailureCode } from '../../../domain/failures.js';
import type { QaVerdict } from '../../../ledger/schema.js';
import { CELL_STATES, type CellFilter } from '../../words/cells.js';

/** The verdicts of QA. */
export const VERDICTS = ['Passed', 'Suspect', 'Failed'] as const satisfies readonly QaVerdict[];

/** The filter that an address asks for. A word that is none of those that there are asks for nothing. */
export function filterOf(query: (name: string) => string | undefined): CellFilter {
  const state = CELL_STATES.find((one) => one === query('state'));
  const version = query('version');
  const verdict = VERDICTS.find((one) => one === query('qa'));
  const heldCode = query('held');
  return {
    ...(state !== undefined && { state }),
    ...(version !== undefined && version !== '' && { version }),
    ...(verdict !== undefined && { verdict }),
    ...(isFailureCode(heldCode) && { heldCode }),
    ...(query('overridden') === '1' && { overridden: true }),
    ...(query('offered') === '1' && { offered: true }),
  };
}

/** The end of an address that asks for a filter: `?…`, or nothing. */
export function queryOf(filter: CellFilter): string {
  const { state, version, verdict, heldCode, overridden, offered } = filter;
  const fields = {
    state,
    version,
    qa: verdict,
    held: heldCode,
    overridden: overridden && '1',
    offered: offered && '1',
  };
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

/** What stands for the letters of a page in the address of its events. */
export function digestOf(letters: string): string {
  return createHash('sha256').update(letters).digest('base64url').slice(0, 16);
}
