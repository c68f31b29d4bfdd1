import type { DataDay } from '../domain/data-day.js';
import { isFailureCode, type FailureCode } from '../domain/failures.js';
import { workflowIds } from '../domain/ids.js';
import type { Ledger } from './ledger.js';

/** A hold that people were told of, past or present. */
export interface HoldRecord {
  readonly workflowId: string;
  readonly code: FailureCode;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The hold that a notice tells of; its key is `<workflow id>/<code>/<epoch ms>`. Undefined for every other notice. */
export function holdOfNotice(key: string): HoldRecord | undefined {
  const match = /^(.+)\/([A-Z][A-Z0-9_]*)\/(\d{1,16})$/.exec(key);
  if (!match || !isFailureCode(match[2])) return undefined;
  return { workflowId: match[1]!, code: match[2], at: Number(match[3]) };
}

/** Every hold of the levels of a day, by time: the row of a level only tells of the present one. */
export async function holdsOfDay(ledger: Ledger, mission: string, day: DataDay): Promise<HoldRecord[]> {
  const below = `${workflowIds.day(mission, day)}/`;
  // `0` is the character after `/`: the range of all keys that begin with `below`.
  const beyond = `${below.slice(0, -1)}0`;
  const rows = await ledger.db
    .selectFrom('notices')
    .select('key')
    .where('mission', '=', mission)
    .where('key', '>=', below)
    .where('key', '<', beyond)
    .execute();
  return holdsOf(rows);
}

/** Every hold of a mission that began within a time (epoch milliseconds, the end excluded), by time. */
export async function holdsBetween(
  ledger: Ledger,
  mission: string,
  time: { readonly from: number; readonly to: number },
): Promise<HoldRecord[]> {
  const rows = await ledger.db
    .selectFrom('notices')
    .select('key')
    .where('mission', '=', mission)
    .where('at', '>=', time.from)
    .where('at', '<', time.to)
    .execute();
  return holdsOf(rows);
}

function holdsOf(rows: readonly { readonly key: string }[]): HoldRecord[] {
  return rows.flatMap((row) => holdOfNotice(row.key) ?? []).sort((a, b) => a.at - b.at);
}
