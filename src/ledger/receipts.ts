import { workflowIds } from '../domain/ids.js';
import { decode, decodeAll } from './codec.js';
import { transact, type Ledger } from './ledger.js';
import { mergeRow, mergeRows } from './merge.js';
import type { ArrivalRow, ArrivalState, Patch, ReceiptRow } from './schema.js';

/** The receipt of one DN. */
export interface ReceiptKey {
  readonly mission: string;
  readonly key: string;
}

/** What changes of a receipt. */
export type ReceiptPatch = Patch<ReceiptRow, keyof ReceiptKey>;

/** What a DN says of itself. */
export interface ReceiptOpening extends ReceiptKey {
  readonly workflowId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly requestId?: string | undefined;
  readonly ftpDir: string;
  readonly fileCount: number;
  /** When the DN came. */
  readonly at: number;
}

const NOT_HELD = { heldCode: null, heldSentence: null, heldDetails: null } as const;

/**
 * Opens a receipt. One that is there takes what the DN says (a corrected DN has the same key); one that was closed is
 * open again when this DN came later than the one that opened it last.
 */
export async function openReceipt(ledger: Ledger, opening: ReceiptOpening): Promise<void> {
  const { mission, key, orderId, requestId, ftpDir, fileCount, at } = opening;
  const workflowId = opening.workflowId ?? workflowIds.receipt(mission, key);
  const said = { workflowId, orderId, requestId, ftpDir, fileCount };
  await transact(ledger, async (inner) => {
    await mergeRow(inner, 'receipts', { mission, key }, { state: 'open', openedAt: at, since: at }, said);
    await inner.db
      .updateTable('receipts')
      .set({ state: 'open', openedAt: at, since: at, doneAt: null })
      .where('mission', '=', mission)
      .where('key', '=', key)
      .where('state', 'in', ['done', 'abandoned'])
      .where('openedAt', '<', at)
      .execute();
  });
}

/** Writes what changed of a receipt. A patch that names a state other than `held` ends a hold. */
export async function upsertReceipt(ledger: Ledger, key: ReceiptKey, patch: ReceiptPatch): Promise<void> {
  const now = patch.openedAt ?? patch.since ?? Date.now();
  const ends = patch.state !== undefined && patch.state !== 'held' ? NOT_HELD : {};
  const initial = {
    workflowId: workflowIds.receipt(key.mission, key.key),
    ftpDir: '',
    state: 'open',
    fileCount: 0,
    openedAt: now,
    since: now,
  } as const;
  await mergeRow(ledger, 'receipts', { mission: key.mission, key: key.key }, initial, { ...patch, ...ends });
}

/** What a DN says of one file. */
export type Announced = Pick<
  ArrivalRow,
  'name' | 'type' | 'granule' | 'expectedSize' | 'cksumType' | 'cksumValue'
>;

/** Writes what a DN announces. Files that are known keep their state; what the DN says of them is written anew. */
export async function upsertArrivals(
  ledger: Ledger,
  receipt: ReceiptKey,
  files: readonly Announced[],
  at: number,
): Promise<void> {
  const said = ['type', 'granule', 'expectedSize', 'cksumType', 'cksumValue'] as const;
  const { mission, key: receiptKey } = receipt;
  const distinct = [...new Map(files.map((file) => [file.name, file])).values()];
  const rows = distinct.map((file): ArrivalRow => ({
    ...file,
    mission,
    receiptKey,
    state: 'expected',
    updatedAt: at,
  }));
  await mergeRows(ledger, 'arrivals', rows, said);
}

/** How one file stands now. `reason` belongs to the state: without one, an earlier one is removed. */
export interface ArrivalChange {
  readonly name: string;
  readonly state: ArrivalState;
  readonly reason?: string | undefined;
  readonly seenSize?: number | undefined;
}

/** Writes how files of a DN stand, in one transaction. `archived` is final; a file that no DN announced is passed over. */
export async function setArrivalStates(
  ledger: Ledger,
  receipt: ReceiptKey,
  changes: readonly ArrivalChange[],
  at: number,
): Promise<void> {
  if (changes.length === 0) return;
  const order = [...changes].sort((a, b) => (a.name < b.name ? -1 : 1)); // Two at once in PostgreSQL would lock crosswise.
  await transact(ledger, async ({ db }) => {
    for (const change of order) {
      const { state, reason = null, seenSize } = change;
      await db
        .updateTable('arrivals')
        .set({ state, reason, updatedAt: at, ...(seenSize !== undefined && { seenSize }) })
        .where('mission', '=', receipt.mission)
        .where('receiptKey', '=', receipt.key)
        .where('name', '=', change.name)
        .where('state', '<>', 'archived')
        .execute();
    }
  });
}

/** The receipts, still open or held, whose DN names a file; the oldest first. */
export async function expectedReceipts(
  ledger: Ledger,
  mission: string,
  fileName: string,
): Promise<ReceiptRow[]> {
  const rows = await ledger.db
    .selectFrom('receipts')
    .innerJoin('arrivals', (join) =>
      join
        .onRef('arrivals.mission', '=', 'receipts.mission')
        .onRef('arrivals.receiptKey', '=', 'receipts.key')
        .on('arrivals.name', '=', fileName),
    )
    .selectAll('receipts')
    .where('receipts.mission', '=', mission)
    .where('receipts.state', 'in', ['open', 'held'])
    .orderBy('receipts.openedAt')
    .orderBy('receipts.key')
    .execute();
  return decodeAll('receipts', rows);
}

/** What DNs that are open say of a file that stands so, the latest DN first. */
export async function arrivalsInState(
  ledger: Ledger,
  mission: string,
  fileName: string,
  state: ArrivalState,
): Promise<ArrivalRow[]> {
  const rows = await ledger.db
    .selectFrom('arrivals')
    .innerJoin('receipts', (join) =>
      join
        .onRef('receipts.mission', '=', 'arrivals.mission')
        .onRef('receipts.key', '=', 'arrivals.receiptKey')
        .on('receipts.state', 'in', ['open', 'held']),
    )
    .selectAll('arrivals')
    .where('arrivals.mission', '=', mission)
    .where('arrivals.name', '=', fileName)
    .where('arrivals.state', '=', state)
    .orderBy('receipts.openedAt', 'desc')
    .execute();
  return decodeAll('arrivals', rows);
}

/** One receipt, if the ledger has it. */
export async function receiptRow(ledger: Ledger, key: ReceiptKey): Promise<ReceiptRow | undefined> {
  const row = await ledger.db
    .selectFrom('receipts')
    .selectAll()
    .where('mission', '=', key.mission)
    .where('key', '=', key.key)
    .executeTakeFirst();
  return row && decode('receipts', row);
}

/** The files that a DN names, by name. */
export async function arrivalsOf(ledger: Ledger, receipt: ReceiptKey): Promise<ArrivalRow[]> {
  const rows = await ledger.db
    .selectFrom('arrivals')
    .selectAll()
    .where('mission', '=', receipt.mission)
    .where('receiptKey', '=', receipt.key)
    .orderBy('name')
    .execute();
  return decodeAll('arrivals', rows);
}
