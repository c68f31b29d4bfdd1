import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { atOnce } from '../adapters/files/at-once.js';
import { digestFile } from '../adapters/files/digest.js';
import { rethrowIo } from '../adapters/files/io-error.js';
import { moveFile, TargetExistsError } from '../adapters/files/move.js';
import { safeStat } from '../adapters/files/safe-open.js';
import { durationMs } from '../domain/duration.js';
import { workflowIds } from '../domain/ids.js';
import { archivedByOperator, archivedByOtherDn } from '../domain/receipt-words.js';
import type { DnFile } from '../formats/dn.js';
import { identifyInput } from '../formats/input-name.js';
import { fileByOriginalName } from '../ledger/files.js';
import {
  arrivalsOf,
  openReceipt,
  setArrivalStates,
  upsertArrivals,
  upsertReceipt,
} from '../ledger/receipts.js';
import { forgetStray } from '../ledger/strays.js';
import type { MainActivities, Received, ReceiptTask } from './contract.js';
import type { StationContext } from './context.js';
import { tellRefused } from './refused.js';

type Verdict =
  | { readonly state: 'complete' | 'waiting' }
  | { readonly state: 'archived'; readonly reason?: string }
  | { readonly state: 'incomplete' | 'refused'; readonly reason: string; readonly size?: number };

/** The time goes into flushing, and flushes at the same time cost little more than one. */
const FILES_AT_ONCE = 8;

/** Receipt: every file that a DN announces against what lies on the disk (seed: Overflow, Email Parser). */
export function receiveActivities(
  context: StationContext,
): Pick<MainActivities, 'receiveFiles' | 'closeReceipt'> {
  const { mission, ledger } = context;
  return {
    async receiveFiles(task) {
      const receipt = { mission: mission.mission, key: task.key };
      const files = [
        ...new Map(
          task.notice.granules.flatMap((granule) => granule.files).map((file) => [file.name, file]),
        ).values(),
      ];
      await openReceipt(ledger, {
        ...receipt,
        workflowId: workflowIds.receipt(mission.mission, task.key),
        orderId: task.notice.orderId,
        requestId: task.notice.requestId,
        ftpDir: task.notice.ftpDir,
        fileCount: files.length,
        at: task.receivedAt,
      });
      await upsertArrivals(
        ledger,
        receipt,
        files.map((file) => ({
          name: file.name,
          expectedSize: file.size,
          ...typeOf(context, file.name),
          ...(file.cksumType !== undefined && { cksumType: file.cksumType }),
          ...(file.cksumValue !== undefined && { cksumValue: file.cksumValue }),
        })),
        task.receivedAt,
      );
      const archived = new Set(
        (await arrivalsOf(ledger, receipt))
          .filter((arrival) => arrival.state === 'archived')
          .map((arrival) => arrival.name),
      );
      const trusted = new Set(task.trusted);
      const judged = await atOnce(files, FILES_AT_ONCE, async (file): Promise<[string, Verdict]> => {
        if (archived.has(file.name)) return [file.name, { state: 'archived' }];
        const verdict = (
          trusted.has(file.name) ? receiveTrusted(context, file) : receiveOne(context, file, task.receivedAt)
        ).catch((error: unknown) => rethrowIo(error, 'the overflow directory'));
        return [file.name, await verdict];
      });
      const verdicts = new Map(judged);
      await tellLedger(context, task, verdicts);
      const received = summary(verdicts);
      await tellRefused(context, task.key, received.refused);
      return received;
    },

    async closeReceipt({ key, state, at }) {
      await upsertReceipt(ledger, { mission: mission.mission, key }, { state, doneAt: at, since: at });
    },
  };
}

/** The places of overflow (seed: unmatched, complete, incomplete). */
export function overflowPath(
  context: StationContext,
  part: 'complete' | 'incomplete' | 'unmatched',
  name: string,
): string {
  return join(context.paths.overflow, part, name);
}

async function receiveOne(context: StationContext, file: DnFile, announcedAt: number): Promise<Verdict> {
  const { mission, paths, ledger } = context;
  const pickup = join(paths.pickup, file.name);
  const complete = overflowPath(context, 'complete', file.name);
  const incomplete = overflowPath(context, 'incomplete', file.name);
  const here = await safeStat(pickup);
  if (here.kind === 'refused') {
    return {
      state: 'incomplete',
      reason: `in pickup it is a ${here.what}, not a regular file; nothing is read through it`,
    };
  }
  if (!identifyInput(mission, file.name)) {
    if (here.kind === 'file') await setAside(context, pickup, 'unmatched', file.name);
    return { state: 'refused', reason: 'its name matches no file that this mission expects' };
  }
  const known = await fileByOriginalName(ledger, mission.mission, file.name);
  if (known) return reconcile(context, file, known, here.kind === 'file', announcedAt);
  const ready = await safeStat(complete);
  // It is being archived for another DN at this moment; what that means for this one is seen afterwards.
  if (ready.kind === 'file' && ready.size !== file.size) return { state: 'waiting' };
  if (ready.kind === 'file') {
    for (const from of [pickup, incomplete]) await finishMove(from, complete);
    return { state: 'complete' };
  }
  if (here.kind === 'file') {
    const problem = await problemWith(context, pickup, file, here);
    if (problem === 'still being written') return { state: 'waiting' };
    if (problem === undefined) {
      await moveFile(pickup, complete);
      return { state: 'complete' };
    }
    await setAside(context, pickup, 'incomplete', file.name);
    return { state: 'incomplete', reason: problem, size: here.size };
  }
  const earlier = await safeStat(incomplete);
  if (earlier.kind !== 'file') return { state: 'waiting' };
  // An earlier push was set aside: with this DN it may be right, because it was the earlier DN that was wrong.
  const problem = await problemWith(context, incomplete, file, { ...earlier, mtimeMs: 0 });
  if (problem !== undefined) return { state: 'incomplete', reason: problem, size: earlier.size };
  await moveFile(incomplete, complete);
  return { state: 'complete' };
}

/** A file whose size an operator has said to be right: what was set aside is complete, whatever the DN says. */
async function receiveTrusted(context: StationContext, file: DnFile): Promise<Verdict> {
  const known = await fileByOriginalName(context.ledger, context.mission.mission, file.name);
  if (known) {
    return { state: 'archived', reason: archivedByOperator(known.archivePath, known.size) };
  }
  const complete = overflowPath(context, 'complete', file.name);
  if ((await safeStat(complete)).kind === 'file') return { state: 'complete' };
  const aside = overflowPath(context, 'incomplete', file.name);
  if ((await safeStat(aside)).kind !== 'file') return { state: 'waiting' };
  await moveFile(aside, complete);
  return { state: 'complete' };
}

/** A worker that was killed in the midst of a move has left the file under both names. Another file stays where it is. */
async function finishMove(from: string, to: string): Promise<void> {
  try {
    await moveFile(from, to);
  } catch (error) {
    if (!(error instanceof TargetExistsError)) throw error;
  }
}

/** A file that the archive has already: pushed twice, or announced twice. */
async function reconcile(
  context: StationContext,
  file: DnFile,
  known: { size: number; md5: string; archivePath: string; archivedAt: number },
  pushedAgain: boolean,
  announcedAt: number,
): Promise<Verdict> {
  const pickup = join(context.paths.pickup, file.name);
  if (known.size !== file.size && known.archivedAt > announcedAt) {
    return {
      state: 'archived',
      reason: archivedByOtherDn(known.archivePath, known.size, file.size),
    };
  }
  if (known.size !== file.size) {
    return {
      state: 'incomplete',
      reason: `it is archived as ${known.archivePath} with ${known.size} bytes, and the DN says ${file.size}`,
    };
  }
  if (pushedAgain) await setAsideRepeated(context, pickup, file.name, known.md5);
  return { state: 'archived' };
}

/** A repeated push: the same content is dropped, other content under the same name is kept for people to see. */
export async function setAsideRepeated(
  context: StationContext,
  path: string,
  name: string,
  md5: string,
): Promise<void> {
  const again = await digestFile(path, { algorithms: ['md5'] });
  if (again.md5 === md5) {
    await rm(path, { force: true });
  } else await setAside(context, path, 'unmatched', name);
}

async function problemWith(
  context: StationContext,
  path: string,
  file: DnFile,
  found: { size: number; mtimeMs: number },
): Promise<string | 'still being written' | undefined> {
  if (found.size !== file.size) {
    const quiet = context.now() - found.mtimeMs > durationMs(context.mission.pickup.quiet);
    if (!quiet) return 'still being written';
    return `it has ${found.size} bytes, and the DN says ${file.size}`;
  }
  if (file.cksumType === undefined || file.cksumValue === undefined) return undefined;
  const algorithm = file.cksumType === 'MD5' ? 'md5' : 'cksum';
  const digest = await digestFile(path, { algorithms: [algorithm] });
  const value = digest[algorithm];
  return value === file.cksumValue.toLowerCase()
    ? undefined
    : `its ${file.cksumType} is ${value}, and the DN says ${file.cksumValue}`;
}

/** Removes what was set aside as incomplete of files that are archived now. */
export async function removeIncomplete(context: StationContext, archived: readonly string[]): Promise<void> {
  const names = new Set(archived);
  for (const name of await readdir(overflowPath(context, 'incomplete', ''))) {
    if (names.has(name) || names.has(name.replace(OLDER, '')))
      await rm(overflowPath(context, 'incomplete', name), { force: true });
  }
}

/** The suffix of an older file of the same name: its time, epoch milliseconds. */
const OLDER = /\.\d{12,}$/;

/** Moves a file into a part of overflow; an older one of the same name there gets its time as a suffix. Nothing is lost. */
export async function setAside(
  context: StationContext,
  from: string,
  part: 'incomplete' | 'unmatched',
  name: string,
): Promise<void> {
  const to = overflowPath(context, part, name);
  try {
    await moveFile(from, to);
  } catch (error) {
    if (!(error instanceof TargetExistsError)) throw error;
    const older = await safeStat(to);
    await rename(to, `${to}.${older.kind === 'file' ? Math.round(older.mtimeMs) : context.now()}`);
    await moveFile(from, to);
  }
}

async function tellLedger(
  context: StationContext,
  task: ReceiptTask,
  verdicts: ReadonlyMap<string, Verdict>,
): Promise<void> {
  const { ledger, mission } = context;
  const changes = [...verdicts].map(([name, verdict]) => ({
    name,
    state: verdict.state === 'waiting' ? ('expected' as const) : verdict.state,
    ...('reason' in verdict && { reason: verdict.reason }),
    ...('size' in verdict && verdict.size !== undefined && { seenSize: verdict.size }),
  }));
  await setArrivalStates(ledger, { mission: mission.mission, key: task.key }, changes, context.now());
  for (const [name, verdict] of verdicts) {
    if (verdict.state === 'complete' || verdict.state === 'archived')
      await forgetStray(ledger, mission.mission, name);
  }
}

function summary(verdicts: ReadonlyMap<string, Verdict>): Received {
  const named = [...verdicts].map(([name, verdict]) => ({ name, verdict }));
  const reasons = (state: 'incomplete' | 'refused') =>
    named.flatMap(({ name, verdict }) =>
      verdict.state === state ? [{ name, reason: (verdict as { reason: string }).reason }] : [],
    );
  return {
    complete: named.filter(({ verdict }) => verdict.state === 'complete').map(({ name }) => name),
    waiting: named.filter(({ verdict }) => verdict.state === 'waiting').map(({ name }) => name),
    incomplete: reasons('incomplete'),
    refused: reasons('refused'),
  };
}

function typeOf(context: StationContext, name: string): { type?: string } {
  const type = identifyInput(context.mission, name)?.type;
  return type === undefined ? {} : { type };
}
