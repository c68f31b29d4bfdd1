import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rethrowIo } from '../adapters/files/io-error.js';
import { safeStat } from '../adapters/files/safe-open.js';
import { durationMs, durationText } from '../domain/duration.js';
import { identifyInput } from '../formats/input-name.js';
import { fileByOriginalName } from '../ledger/files.js';
import { expectedReceipts } from '../ledger/receipts.js';
import { forgetStray, recordStray } from '../ledger/strays.js';
import type { MainActivities, Swept } from './contract.js';
import type { StationContext } from './context.js';
import { notify } from './notify.js';
import { setAside, setAsideRepeated } from './receive.js';

/** Files that are messages; the mail gateway takes them. */
export const MESSAGE_FILE = /\.(PAN|PDRD)$/i;

/** A PAN of more bytes than this is none. */
export const MESSAGE_LIMIT = 1024 * 1024;

/** The sweep of pickup: what no DN explains. A file that is still being written is never touched. */
export function sweepActivities(context: StationContext): Pick<MainActivities, 'sweepPickup'> {
  const { paths } = context;
  return {
    async sweepPickup() {
      const count = { unmatched: 0, unannounced: 0, young: 0 };
      const names = await readdir(paths.pickup).catch((error: unknown) => rethrowIo(error, 'pickup'));
      for (const name of names.sort()) {
        if (name.startsWith('.')) continue;
        const found = await sweepOne(context, name).catch((error: unknown) =>
          rethrowIo(error, 'overflow/unmatched'),
        );
        if (found) count[found] += 1;
      }
      return count;
    },
  };
}

async function sweepOne(context: StationContext, name: string): Promise<keyof Swept | undefined> {
  const { mission, ledger, paths } = context;
  const path = join(paths.pickup, name);
  const here = await safeStat(path);
  const now = context.now();
  if (here.kind === 'absent') return undefined;
  if (here.kind === 'refused') {
    await stray(
      context,
      name,
      'unmatched',
      0,
      `${name} in pickup is a ${here.what}, not a regular file. It is left where it is, and nothing is read through it.`,
    );
    return 'unmatched';
  }
  const age = now - here.mtimeMs;
  if (MESSAGE_FILE.test(name) && here.size <= MESSAGE_LIMIT) return undefined;
  if (age < durationMs(mission.pickup.quiet)) return 'young';
  if (!identifyInput(mission, name)) {
    await setAside(context, path, 'unmatched', name);
    await stray(
      context,
      name,
      'unmatched',
      here.size,
      `${name} (${here.size} bytes) matches no file that this mission expects; it was moved to overflow/unmatched.`,
    );
    return 'unmatched';
  }
  if ((await expectedReceipts(ledger, mission.mission, name)).length > 0) return undefined;
  const known = await fileByOriginalName(ledger, mission.mission, name);
  if (known?.size === here.size) {
    await setAsideRepeated(context, path, name, known.md5);
    await forgetStray(ledger, mission.mission, name);
    return undefined;
  }
  if (age < durationMs(mission.pickup.unannounced)) return 'young';
  await stray(
    context,
    name,
    'unannounced',
    here.size,
    `${name} (${here.size} bytes) has been in pickup for ${durationText(age)}, and no DN has announced it.`,
  );
  return 'unannounced';
}

/** One record and one mail for a stray file; the same stray at the next sweep is not news. */
async function stray(
  context: StationContext,
  name: string,
  state: 'unmatched' | 'unannounced',
  size: number,
  sentence: string,
): Promise<void> {
  const { mission, ledger } = context;
  const at = context.now();
  await recordStray(ledger, {
    mission: mission.mission,
    name,
    state,
    size,
    seenAt: at,
    ...(state === 'unmatched' && size > 0 && { movedTo: join('overflow', 'unmatched', name) }),
  });
  await notify(context, {
    key: `${mission.mission}/stray/${state}/${name}/${size}`,
    subject: state === 'unmatched' ? `unknown file ${name}` : `file without a DN: ${name}`,
    code: state === 'unmatched' ? 'FILE_UNMATCHED' : 'FILE_UNANNOUNCED',
    lines: [sentence],
    at,
  });
}
