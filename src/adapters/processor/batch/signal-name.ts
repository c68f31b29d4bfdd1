import { constants } from 'node:os';

/** The name of a signal by its number on this system, such as `SIGKILL` for 9; undefined when there is none. */
export function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}
