import type { LevelRow } from '../../ledger/schema.js';
import type { Tone } from './layout.js';

export { bytesText } from '../../domain/words.js';

/** How a level of a day stands, in one word, one character, and one tone. */
export interface Standing {
  readonly mark: string;
  readonly word: string;
  readonly tone: Tone;
}

/** Every standing, in the order of a legend. Each has a character of its own: colour adds nothing. */
export const STANDINGS = {
  held: { mark: 'H', word: 'held', tone: 'bad' },
  running: { mark: 'r', word: 'running', tone: 'strong' },
  inputs: { mark: 'i', word: 'awaits inputs', tone: 'warn' },
  pan: { mark: 'p', word: 'awaits PAN', tone: 'warn' },
  accepted: { mark: 'A', word: 'accepted', tone: 'good' },
  abandoned: { mark: 'x', word: 'abandoned', tone: 'dim' },
  unopened: { mark: '.', word: 'not opened', tone: 'dim' },
} as const satisfies Record<string, Standing>;

/** The standing of a level; of none, that it was not opened. */
export function standing(level: Pick<LevelRow, 'state' | 'stage'> | undefined): Standing {
  if (level === undefined) return STANDINGS.unopened;
  switch (level.state) {
    case 'held':
      return STANDINGS.held;
    case 'done':
      return STANDINGS.accepted;
    case 'abandoned':
      return STANDINGS.abandoned;
    case 'running':
      return STANDINGS.running;
    case 'waiting':
      return level.stage === 'await inputs' ? STANDINGS.inputs : STANDINGS.pan;
  }
}

/** The characters of a calendar and what they mean, on two lines. */
export function legend(): string[] {
  const entries = Object.values(STANDINGS).map(({ mark, word }) => `${mark} ${word}`);
  return [entries.slice(0, 4).join('   '), entries.slice(4).join('   ')];
}

/** `1 file`, `3 files`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
