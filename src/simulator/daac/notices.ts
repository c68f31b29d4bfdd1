import { emitDn, type DnGranule } from '../../formats/dn.js';
import { emitSn } from '../../formats/sn.js';
import type { InputGranule } from '../instrument/input.js';
import { isoMillis, SLOT_MS, slotStart } from '../instrument/slots.js';

/** A mail that says something to the station. */
export interface Notice {
  readonly subject: string;
  readonly text: string;
}

/** The DN of granules that were pushed to a directory at a time, epoch milliseconds. */
export function dnNotice(parts: {
  readonly granules: readonly DnGranule[];
  readonly ftpHost: string;
  readonly ftpDir: string;
  readonly userString: string;
  readonly at: number;
}): Notice {
  const { at, ...rest } = parts;
  const text = emitDn({ ...rest, mediaType: 'FtpPush', finished: finishedText(at) });
  return { subject: 'ECS Notification', text };
}

/** The SN of a granule that was inserted into the archive. */
export function snNotice(granule: InputGranule): Notice {
  const { type, day, slot, ur, versionId, localGranuleId, files } = granule;
  const start = slotStart(day, slot ?? '0000');
  const length = slot === undefined ? 12 * SLOT_MS : SLOT_MS;
  const text = emitSn({
    ur,
    shortName: type,
    versionId,
    subscriptionId: '1001',
    userString: `${type}.${versionId} insert`,
    beginning: isoMillis(start),
    ending: isoMillis(start + length - 1),
    localGranuleId,
    files: files
      .filter(({ name }) => !name.endsWith('.met'))
      .map(({ name, size }) => ({ userDataFile: name, size })),
  });
  return { subject: `ECS Notification for Event: ${type}.${versionId}:INSERT`, text };
}

/** `MM/DD/YYYY HH:MM:SS`, as FINISHED has it. */
function finishedText(at: number): string {
  const iso = isoMillis(at);
  return `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)} ${iso.slice(11, 19)}`;
}
