import type { DataDay } from '../domain/data-day.js';
import { workflowIds } from '../domain/ids.js';
import type { Ledger } from './ledger.js';

/** What a message or an intervention is about, as far as the ledger can tell. */
export interface Subject {
  readonly day?: DataDay;
  readonly level?: string;
  /** The key of a receipt. */
  readonly receipt?: string;
  readonly pdr?: string;
}

/**
 * What texts name: a workflow of a day or of a receipt, the key of a receipt, or a PDR (with its day and level). A text
 * that names nothing that the ledger has is absent.
 */
export async function subjectsOf(
  ledger: Ledger,
  mission: string,
  texts: readonly (string | undefined)[],
): Promise<ReadonlyMap<string, Subject>> {
  const asked = [...new Set(texts.filter((text) => text !== undefined))];
  const found = new Map<string, Subject>();
  const open: string[] = [];
  for (const text of asked) {
    const subject = subjectOfWorkflow(mission, text);
    if (subject) found.set(text, subject);
    else open.push(text);
  }
  if (open.length === 0) return found;
  const receipts = await ledger.db
    .selectFrom('receipts')
    .select('key')
    .where('mission', '=', mission)
    .where('key', 'in', open)
    .execute();
  for (const { key } of receipts) found.set(key, { receipt: key });
  const deliveries = await ledger.db
    .selectFrom('deliveries')
    .select(['pdr', 'day', 'level'])
    .where('mission', '=', mission)
    .where('pdr', 'in', open)
    .execute();
  for (const { pdr, day, level } of deliveries) found.set(pdr, { pdr, day: day as DataDay, level });
  return found;
}

/** What the id of a workflow of a mission names; undefined for any other text. */
export function subjectOfWorkflow(mission: string, id: string): Subject | undefined {
  const receipt = workflowIds.receipt(mission, '');
  if (id.startsWith(receipt) && id.length > receipt.length) return { receipt: id.slice(receipt.length) };
  if (!id.startsWith(`${mission}/`)) return undefined;
  const match = /^(\d{4}-\d{2}-\d{2})(?:\/([A-Za-z0-9]+)(?:\/delivery)?)?$/.exec(
    id.slice(mission.length + 1),
  );
  if (!match) return undefined;
  const [, day, level] = match;
  return { day: day as DataDay, ...(level !== undefined && { level }) };
}
