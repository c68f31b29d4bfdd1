import { stationDisks } from '../adapters/files/disk-space.js';
import { digestLines, digestSubject } from '../formats/digest.js';
import { lastNoticeBefore } from '../ledger/notices.js';
import { readDigest } from '../ledger/read-digest.js';
import type { MainActivities } from './contract.js';
import type { StationContext } from './context.js';
import { notify } from './notify.js';

const DAY_MS = 86_400_000;
/** A digest covers no more than this, however long the station was off. */
const LONGEST_MS = 31 * DAY_MS;

/** The digest: what happened, and how the station stands, in one mail. */
export function digestActivities(context: StationContext): Pick<MainActivities, 'sendDigest'> {
  const { ledger, mission, paths } = context;
  return {
    async sendDigest({ to, from }) {
      const keys = `${mission.mission}/digest/`;
      const begins = from ?? (await beginsAt(context, keys, to));
      const facts = {
        ...(await readDigest(ledger, mission.mission, { from: begins, to, at: context.now() })),
        disks: await stationDisks(paths),
      };
      const subject = digestSubject(facts);
      const isNew = await notify(context, {
        key: `${keys}${new Date(to).toISOString()}`,
        subject,
        lines: digestLines(facts),
        at: to,
      });
      return { subject, isNew };
    },
  };
}

/** Since the digest of the day before; since an earlier one when there was none that day. */
async function beginsAt({ ledger, mission }: StationContext, keys: string, to: number): Promise<number> {
  const last = await lastNoticeBefore(ledger, mission.mission, keys, to - DAY_MS + 1);
  return last === undefined || last.at < to - LONGEST_MS ? to - DAY_MS : last.at;
}
