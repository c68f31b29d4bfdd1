import { noise, textKey } from '../instrument/noise.js';
import { SLOTS } from '../instrument/slots.js';

/**
 * What can be made to go wrong, each once, and what an observer then sees. `side` says who does it: `push` and `mail`
 * happen to files and notices of the first day, `answer` to the next delivery record, `processor` is left to the demo
 * processors.
 */
export const FAULTS = {
  'late-dn': { side: 'push', sentence: 'The DN of one slot comes long after its files.' },
  'dn-before-push': { side: 'push', sentence: 'The DN of one slot comes before the first of its files.' },
  'wrong-size': {
    side: 'push',
    sentence: 'The DN of one slot states a wrong size for one file; a corrected DN follows.',
  },
  'duplicate-push': { side: 'push', sentence: 'A file that the station has taken is pushed once more.' },
  'duplicate-dn': {
    side: 'push',
    sentence: 'A DN comes again as the very same message, and again under another Message-ID.',
  },
  'truncated-file': {
    side: 'push',
    sentence: 'A file arrives cut short with a right DN, and is pushed whole some seconds later.',
  },
  'unknown-file': { side: 'push', sentence: 'A file of no known name is pushed, without any DN.' },
  'missing-granule': {
    side: 'push',
    sentence: 'One granule is left out, and comes with a DN of its own when it is released.',
  },
  'dropped-connection': {
    side: 'push',
    sentence: 'The connection is cut in the middle of a file, which is then pushed again.',
  },
  'malformed-mail': { side: 'mail', sentence: 'A notice comes that is damaged and cannot be read.' },
  'foreign-sender': {
    side: 'mail',
    sentence: 'A readable DN with false sizes comes from somebody who is not the DAAC.',
  },
  'pdrd-short': { side: 'answer', sentence: 'A good L1 delivery record is refused as a whole by a PDRD.' },
  'pdrd-long': { side: 'answer', sentence: 'One group of a good L1 delivery record is refused by a PDRD.' },
  'pan-failure-short': {
    side: 'answer',
    sentence: 'A good L1 delivery is answered with one failure for all.',
  },
  'pan-failure-long': {
    side: 'answer',
    sentence: 'The files of one granule of a good L1 delivery are refused by a long PAN.',
  },
  'pan-contradiction': {
    side: 'answer',
    sentence: 'An L1 delivery is answered with a failure and, seconds later, with success.',
  },
  'pan-lost': { side: 'answer', sentence: 'The PAN of a delivery is not sent until much later.' },
  'processor-crash': { side: 'processor', sentence: 'A processor crashes on its first attempt.' },
  'processor-hang': { side: 'processor', sentence: 'A processor hangs until it is stopped.' },
} as const satisfies Record<string, { side: 'push' | 'mail' | 'answer' | 'processor'; sentence: string }>;

/** Name of a fault. */
export type FaultName = keyof typeof FAULTS;

/** The names of all faults, in the order of `FAULTS`. */
export const faultNames = Object.keys(FAULTS) as readonly FaultName[];

/** The faults of a list such as `late-dn,pan-lost`; `all` is every one. Throws a RangeError that names the known ones. */
export function parseFaults(list: string): FaultName[] {
  const words = list.split(',').map((word) => word.trim());
  if (words.includes('all')) return [...faultNames];
  return words
    .filter((word) => word !== '')
    .map((word) => {
      const name = faultNames.find((known) => known === word);
      if (name === undefined) {
        throw new RangeError(`'${word}' is no fault. Choose from: all, ${faultNames.join(', ')}.`);
      }
      return name;
    });
}

/** The fault that strikes each slot of the first day, no two in one slot; the same for the same seed. */
export function faultsBySlot(faults: readonly FaultName[], seed: number): ReadonlyMap<string, FaultName> {
  const slots = [...SLOTS].sort((a, b) => noise(seed, textKey(a)) - noise(seed, textKey(b)));
  // By the place in FAULTS and not in the list: a fault hits the same slot whichever others are asked for.
  const placed = faultNames.filter((name) => ['push', 'mail'].includes(FAULTS[name].side));
  return new Map(
    placed.flatMap((name, index) => (faults.includes(name) ? [[slots[index % slots.length]!, name]] : [])),
  );
}
