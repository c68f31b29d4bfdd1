import { dayEnd, dayStart } from './data-day.js';
import { granuleOfKey, type Granule } from './granule.js';
import type { Mission } from './mission.js';

/** A time during which inputs of some types were never made (the instrument was off). Epoch milliseconds; the end is excluded. */
export interface Gap {
  readonly fromAt: number;
  readonly toAt: number;
  readonly types: readonly string[];
}

const SLOT_MS = 7_200_000;

/** The time that a granule's data cover, epoch milliseconds, the end excluded. */
export function granuleSpan({ day, slot }: Granule): { from: number; to: number } {
  if (slot === undefined) return { from: dayStart(day), to: dayEnd(day) };
  const from = dayStart(day) + Number(slot.slice(0, 2)) * 3_600_000 + Number(slot.slice(2)) * 60_000;
  return { from, to: from + SLOT_MS };
}

/** Those of some granules (keys) that were never made, because a gap holds the whole of their time. A part is made all the same. */
export function granulesInGaps(keys: readonly string[], gaps: readonly Gap[]): string[] {
  if (gaps.length === 0) return [];
  return keys.filter((key) => {
    const granule = granuleOfKey(key);
    const { from, to } = granuleSpan(granule);
    // Gaps that touch make one: the instrument was switched off twice in a row.
    let covered = from;
    for (const gap of [...gaps].sort((a, b) => a.fromAt - b.fromAt)) {
      if (gap.types.includes(granule.type) && gap.fromAt <= covered && gap.toAt > covered) covered = gap.toAt;
    }
    return covered >= to;
  });
}

/** The types that are not made while the instrument is off: its packets. What the spacecraft and others make goes on. */
export function instrumentTypes(mission: Mission): string[] {
  return Object.entries(mission.inputs)
    .filter(([, input]) => input.edos !== undefined)
    .map(([type]) => type);
}
