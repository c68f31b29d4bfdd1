import { granuleOfKey } from '../../domain/granule.js';
import { TWO_HOUR_SLOTS } from '../../domain/readiness.js';

/** A slot as a clock shows it: `04:00`. */
function clock(slot: string): string {
  return `${slot.slice(0, 2)}:${slot.slice(2)}`;
}

/**
 * Granules in an operator's words, one entry for each type: `MOP00SCI 04:00 06:00`, `MOP00ENG all 12 slots`,
 * `DLLAPMIS 2026-11-21`. A key that cannot be read is shown as it is.
 */
export function granuleGroups(keys: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const [type, what] = parts(key);
    groups.set(type, [...(groups.get(type) ?? []), what]);
  }
  return [...groups].map(([type, what]) => {
    const slots = new Set(what);
    const all = TWO_HOUR_SLOTS.every((slot) => slots.has(clock(slot)));
    if (all && what.length === TWO_HOUR_SLOTS.length) return `${type} all ${what.length} slots`;
    return [type, ...what.filter((part) => part !== '')].join(' ');
  });
}

function parts(key: string): [string, string] {
  try {
    const { type, day, slot, event } = granuleOfKey(key);
    return [type, [event, slot === undefined ? day : clock(slot)].filter(Boolean).join(' ')];
  } catch {
    return [key, '']; // Not a key: whoever wrote it will recognise it.
  }
}

/**
 * The missing granules that an operator means: `all`, a key, a type (`MOP00SCI`), or a type and a slot
 * (`MOP00SCI/0400`). Throws a RangeError that names what is missing when one means none of them.
 */
export function chosenGranules(missing: readonly string[], words: readonly string[]): string[] {
  const chosen = new Set<string>();
  for (const word of words.flatMap((text) => text.split(',')).filter((text) => text !== '')) {
    const meant = missing.filter((key) => word === 'all' || means(word, key));
    if (meant.length === 0) {
      const list = missing.length > 0 ? `Missing are ${missing.join(', ')}.` : 'Nothing is missing.';
      throw new RangeError(`'${word}' is not missing. ${list}`);
    }
    meant.forEach((key) => chosen.add(key));
  }
  return missing.filter((key) => chosen.has(key));
}

function means(word: string, key: string): boolean {
  if (key === word || key.startsWith(`${word}/`)) return true;
  const [type, , ...rest] = key.split('/');
  return rest.some((part) => `${type}/${part}` === word);
}
