import { compactDay, dataDay, dayFromCompact, type DataDay } from './data-day.js';

/**
 * One granule: the smallest thing that is ordered, awaited and counted. `slot` is its start within the day, `HHMM`;
 * daily granules have none. `event` names a calibration event (MOPCH: `T2-hot`).
 */
export interface Granule {
  readonly type: string;
  readonly day: DataDay;
  readonly slot?: string;
  readonly event?: string;
}

/** The granule's key in signals, the ledger and on screens: `MOP00SCI/2026-11-20/0400`. */
export function granuleKey(granule: Granule): string {
  return [granule.type, granule.day, granule.slot, granule.event]
    .filter((part) => part !== undefined)
    .join('/');
}

const TYPE = '[A-Z0-9]{1,8}';
const SLOT = '(?:[01]\\d|2[0-3])[0-5]\\d';
const EVENT = '[A-Z0-9]+-[a-z]+';
const KEY = new RegExp(`^(${TYPE})/(\\d{4}-\\d{2}-\\d{2})(?:/(${SLOT}))?(?:/(${EVENT}))?$`);

/** The granule of a key; throws a RangeError when the text is not one. */
export function granuleOfKey(key: string): Granule {
  const match = KEY.exec(key);
  if (!match) {
    throw new RangeError(`'${key}' is not a granule; write it as TYPE/YYYY-MM-DD or TYPE/YYYY-MM-DD/HHMM.`);
  }
  const [, type, day, slot, event] = match;
  return {
    type: type!,
    day: dataDay(day!),
    ...(slot !== undefined && { slot }),
    ...(event !== undefined && { event }),
  };
}

/** A granule in an operator's words: `MOP00SCI of 04:00`, `DLLAPMIS of 2026-11-21`. */
export function granuleWords(key: string): string {
  const granule = granuleOfKey(key);
  const event = granule.event ? ` ${granule.event}` : '';
  return granule.slot
    ? `${granule.type}${event} of ${granule.slot.slice(0, 2)}:${granule.slot.slice(2)}`
    : `${granule.type}${event} of ${granule.day}`;
}

/** One file of a granule in the archive. `made` is its production time, `YYYYMMDDHHMMSS`; `part` is `00`, `01`, `met` … */
export interface ArchivedFile {
  readonly granule: Granule;
  readonly made: string;
  readonly part?: string;
}

/**
 * The archive's own name for an input: `MOP00SCI-20261120-0400-20261121031500.01`. Names sort by type, day and slot,
 * and a later production of the same granule sorts after the earlier one.
 */
export function archiveName(file: ArchivedFile): string {
  const { granule } = file;
  const stem = [granule.type, compactDay(granule.day), granule.slot, granule.event, file.made]
    .filter((part) => part !== undefined)
    .join('-');
  return file.part === undefined ? stem : `${stem}.${file.part}`;
}

const ARCHIVE_NAME = new RegExp(
  `^(${TYPE})-(\\d{8})(?:-(${SLOT}))?(?:-(${EVENT}))?-(\\d{14})((?:\\.[A-Za-z0-9]+)*)$`,
);

/** Reads an archive name back; undefined when it is not one. */
export function parseArchiveName(name: string): ArchivedFile | undefined {
  const match = ARCHIVE_NAME.exec(name);
  if (!match) return undefined;
  const [, type, day, slot, event, made, part] = match;
  try {
    const granule = {
      type: type!,
      day: dayFromCompact(day!),
      ...(slot !== undefined && { slot }),
      ...(event !== undefined && { event }),
    };
    return { granule, made: made!, ...(part && { part: part.slice(1) }) };
  } catch {
    return undefined; // A name with an impossible date is a foreign name, not an error.
  }
}
