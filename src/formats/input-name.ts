import { dayFromOrdinal, compactDay, type DataDay } from '../domain/data-day.js';
import type { InputType, Mission } from '../domain/mission.js';
import { parsePdsName } from './edos.js';

/** What the name of a pushed file tells. An EDOS name has no time of the data: that is inside the file. */
export interface InputName {
  readonly type: string;
  /** `00`, `01` … of an EDOS data set; `met` for a metadata file. */
  readonly part?: string;
  readonly day?: DataDay;
  readonly slot?: string;
  /** Production time, `YYYYMMDDHHMMSS`. */
  readonly made: string;
}

const TIME_OF_DAY = /^(?:[01]\d|2[0-3])[0-5]\d$/;
const TIME_MADE = /^(?:(?:[01]\d|2[0-3])(?:[0-5]\d){0,2})?$/;

/**
 * Recognises a file of the mission by its name; undefined for a foreign one. `.met` files follow the file they describe.
 * Expedited data sets (`.EDS`) are foreign: they are made before the data are complete, and none may stand for a granule.
 */
export function identifyInput(mission: Mission, name: string): InputName | undefined {
  if (name.endsWith('.met')) {
    const data = identifyInput(mission, name.slice(0, -4));
    return data && data.part !== 'met' ? { ...data, part: 'met' } : undefined;
  }
  const pds = parsePdsName(name);
  for (const [type, input] of Object.entries(mission.inputs)) {
    if (input.edos && pds && !pds.expedited) {
      const apid = pds.apids[0];
      if (apid?.scid === input.edos.scid && apid.apid === input.edos.apid) {
        return { type, part: String(pds.fileNumber).padStart(2, '0'), made: compactTime(pds.created) };
      }
    } else if (input.pattern) {
      const groups = new RegExp(input.pattern).exec(name)?.groups;
      if (groups) return named(type, input.every, groups);
    }
  }
  return undefined;
}

function named(
  type: string,
  every: InputType['every'],
  groups: Record<string, string>,
): InputName | undefined {
  try {
    const made = groups['made'] ?? '';
    const time = groups['time'];
    const clock = made.slice(7);
    if (!TIME_MADE.test(clock) || (time !== undefined && !TIME_OF_DAY.test(time))) return undefined;
    return {
      type,
      day: dayFromOrdinal(groups['date'] ?? ''),
      ...(time !== undefined && { slot: every === '2h' ? twoHourSlot(time) : time }),
      made: compactDay(dayFromOrdinal(made.slice(0, 7))) + clock.padEnd(6, '0'),
    };
  } catch {
    return undefined; // The pattern fits and the date does not exist: a foreign file.
  }
}

/** The slot in which a time of day lies: granules are awaited by slot, and one may start some minutes late. */
function twoHourSlot(time: string): string {
  const hour = Number(time.slice(0, 2));
  return `${String(hour - (hour % 2)).padStart(2, '0')}00`;
}

/** `2026-11-21T03:15:00Z` as `20261121031500`. */
function compactTime(iso: string): string {
  return iso.replace(/\D/g, '').slice(0, 14);
}
