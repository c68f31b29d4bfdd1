import { dayFromOrdinal, compactDay, type DataDay } from '../domain/data-day.js';
import type { Mission } from '../domain/mission.js';
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

/** Recognises a file of the mission by its name; undefined for a foreign one. `.met` files follow the file they describe. */
export function identifyInput(mission: Mission, name: string): InputName | undefined {
  if (name.endsWith('.met')) {
    const data = identifyInput(mission, name.slice(0, -4));
    return data && { ...data, part: 'met' };
  }
  const pds = parsePdsName(name);
  for (const [type, input] of Object.entries(mission.inputs)) {
    if (input.edos && pds) {
      const apid = pds.apids[0];
      if (apid?.scid === input.edos.scid && apid.apid === input.edos.apid) {
        return { type, part: String(pds.fileNumber).padStart(2, '0'), made: compactTime(pds.created) };
      }
    } else if (input.pattern) {
      const groups = new RegExp(input.pattern).exec(name)?.groups;
      if (groups) return named(type, groups);
    }
  }
  return undefined;
}

function named(type: string, groups: Record<string, string>): InputName | undefined {
  try {
    const made = groups['made'] ?? '';
    return {
      type,
      day: dayFromOrdinal(groups['date'] ?? ''),
      ...(groups['time'] !== undefined && { slot: groups['time'] }),
      made: compactDay(dayFromOrdinal(made.slice(0, 7))) + made.slice(7).padEnd(6, '0'),
    };
  } catch {
    return undefined; // The pattern fits and the date does not exist: a foreign file.
  }
}

/** `2026-11-21T03:15:00Z` as `20261121031500`. */
function compactTime(iso: string): string {
  return iso.replace(/\D/g, '').slice(0, 14);
}
