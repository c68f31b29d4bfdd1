import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hasCode, rethrowIo } from '../../adapters/files/io-error.js';
import { safeStat } from '../../adapters/files/safe-open.js';
import { PROJECT_CODE } from '../../adapters/scops/projects-file.js';
import { demOf, isComing, isUploaded } from '../../adapters/scops/upload-names.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import { demsInUse } from '../../ledger/read-orders.js';
import type { StationContext } from '../context.js';
import type { OrderActivities, UploadsSwept } from './contract.js';

/** No upload takes that long: what nobody has written to since then has broken off. */
const BROKEN_OFF_MS = 24 * 60 * 60_000;
/** So long an upload waits for an order: somebody may still be filling in the form, or the station be stopped. */
const UNUSED_MS = 7 * 24 * 60 * 60_000;

/** Removes what was uploaded and is needed no more. */
export function uploadActivities(
  context: Pick<StationContext, 'ledger' | 'scops' | 'now'>,
): Pick<OrderActivities, 'sweepUploads'> {
  return {
    async sweepUploads() {
      const inUse = new Set([...(await demsInUse(context.ledger, SCOPS))].map((path) => basename(path)));
      return sweepFolder(context, context.scops.uploads, 'uploads', inUse).catch((error: unknown) =>
        rethrowIo(error, 'Removing uploads that are needed no more'),
      );
    },
  };
}

async function sweepFolder(
  context: Pick<StationContext, 'now'>,
  folder: string,
  where: 'uploads' | 'project',
  inUse: ReadonlySet<string>,
): Promise<UploadsSwept> {
  const swept = { removed: 0, bytes: 0 };
  for (const name of await namesOf(folder)) {
    const path = join(folder, name);
    const found = await safeStat(path);
    if (
      found.kind === 'refused' &&
      found.what === 'directory' &&
      where === 'uploads' &&
      PROJECT_CODE.test(name)
    ) {
      const below = await sweepFolder(context, path, 'project', inUse);
      swept.removed += below.removed;
      swept.bytes += below.bytes;
    }
    if (found.kind !== 'file') continue;
    const age = context.now() - found.mtimeMs;
    const isNeedless =
      (isComing(name) && age >= BROKEN_OFF_MS) ||
      (isUploaded(name, where) && age >= UNUSED_MS && !inUse.has(demOf(name)) && !inUse.has(name));
    if (!isNeedless) continue;
    await rm(path, { force: true });
    swept.removed += 1;
    swept.bytes += found.size;
  }
  return swept;
}

async function namesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // Nobody has uploaded anything yet.
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
