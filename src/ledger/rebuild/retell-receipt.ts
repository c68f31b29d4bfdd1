import { workflowIds } from '../../domain/ids.js';
import { archivedByOperator, archivedByOtherDn } from '../../domain/receipt-words.js';
import { identifyInput } from '../../formats/input-name.js';
import { fileByOriginalName } from '../files.js';
import {
  openReceipt,
  setArrivalStates,
  upsertArrivals,
  upsertReceipt,
  type ArrivalChange,
} from '../receipts.js';
import type { FileRow } from '../schema.js';
import type { Input, Result } from './activity-inputs.js';
import type { ActivityFact } from './facts.js';
import type { Moment, Retelling } from './moment.js';
import type { Parsed } from './retell-stages.js';

/** The files of a DN against what lay in pickup. */
export function retellReceive(
  to: Retelling,
  { fact, input, result }: Parsed<Input<'receiveFiles'>, Result<'receiveFiles'>>,
): Moment[] {
  const at = fact.endedAt;
  if (at === undefined || !result) return [];
  const { mission } = to.mission;
  const receipt = { mission, key: input.key };
  const { orderId, requestId, ftpDir } = input.notice;
  const files = announcedFiles(input);
  const announced = files.map(({ name, size, cksumType, cksumValue }) => {
    const type = identifyInput(to.mission, name)?.type;
    return {
      name,
      expectedSize: size,
      ...(type !== undefined && { type }),
      ...(cksumType !== undefined && { cksumType }),
      ...(cksumValue !== undefined && { cksumValue }),
    };
  });
  return [
    {
      at,
      tell: async () => {
        const workflowId = workflowIds.receipt(mission, input.key);
        const head = { workflowId, orderId, requestId, ftpDir, fileCount: files.length };
        await openReceipt(to.ledger, { ...receipt, ...head, at: input.receivedAt });
        await upsertArrivals(to.ledger, receipt, announced, input.receivedAt);
        const states = await Promise.all(
          statesOf(files, result).map((state) => withReason(to, state, files, input.trusted)),
        );
        await setArrivalStates(to.ledger, receipt, states, at);
      },
    },
  ];
}

/** The files that a DN names, each once. */
export function announcedFiles({ notice }: Input<'receiveFiles'>) {
  const files = notice.granules.flatMap((granule) => granule.files);
  return [...new Map(files.map((file) => [file.name, file])).values()];
}

function statesOf(files: readonly { name: string }[], result: Result<'receiveFiles'>): ArrivalChange[] {
  const states = new Map<string, ArrivalChange>();
  const set = (change: ArrivalChange) => states.set(change.name, change);
  for (const { name } of files) set({ name, state: 'archived' }); // What is in none of the lists was in the archive.
  for (const name of result.complete) set({ name, state: 'complete' });
  for (const name of result.waiting) set({ name, state: 'expected' });
  for (const { name, reason } of result.refused) set({ name, state: 'refused', reason });
  for (const { name, reason } of result.incomplete) {
    const bytes = /^it has (\d+) bytes/.exec(reason)?.[1];
    set({ name, state: 'incomplete', reason, ...(bytes !== undefined && { seenSize: Number(bytes) }) });
  }
  return [...states.values()];
}

/** Why a file is in the archive that this DN says something else of. */
async function withReason(
  to: Retelling,
  change: ArrivalChange,
  files: readonly { readonly name: string; readonly size: number }[],
  trusted: readonly string[],
): Promise<ArrivalChange> {
  const said = files.find((file) => file.name === change.name)?.size;
  if (change.state !== 'archived' || said === undefined) return change;
  const file = await fileByOriginalName(to.ledger, to.mission.mission, change.name);
  if (file && trusted.includes(change.name))
    return { ...change, reason: archivedByOperator(file.archivePath, file.size) };
  if (!file || file.size === said) return change;
  return { ...change, reason: archivedByOtherDn(file.archivePath, file.size, said) };
}

/** Complete files became archived; one that the archive does not have was refused, and why stands nowhere. */
export function retellArchiving(to: Retelling, { fact, input }: Parsed<Input<'archiveInputs'>>): Moment[] {
  const at = fact.endedAt;
  if (at === undefined || fact.outcome !== 'ok') return [];
  const receipt = { mission: to.mission.mission, key: input.task.key };
  return [
    {
      at,
      tell: async () => {
        const changes: ArrivalChange[] = [];
        for (const name of input.names) {
          const file = await fileByOriginalName(to.ledger, receipt.mission, name);
          if (file) changes.push({ name, state: 'archived', seenSize: file.size });
          else changes.push({ name, state: 'refused' });
        }
        await setArrivalStates(to.ledger, receipt, changes, at);
      },
    },
  ];
}

/** A receipt ends. */
export function retellReceiptEnd(to: Retelling, { fact, input }: Parsed<Input<'closeReceipt'>>): Moment[] {
  if (fact.endedAt === undefined || fact.outcome !== 'ok') return [];
  const { key, state, at } = input;
  const receipt = { mission: to.mission.mission, key };
  const patch = { state, doneAt: at, since: at };
  return [{ at: fact.endedAt, tell: () => upsertReceipt(to.ledger, receipt, patch) }];
}

/** Whether a file was archived by this activity: only one that ran at that time can have done it. */
export function archivedBy(fact: ActivityFact, file: Pick<FileRow, 'archivedAt'>): boolean {
  return fact.scheduledAt <= file.archivedAt && file.archivedAt <= (fact.endedAt ?? Infinity);
}
