import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../files/io-error.js';
import { isAlive, processPlace } from './process-identity.js';
import { RUN_FILES, type ClaimRecord } from './run-records.js';

/** What can be said of the supervisor that claimed a run. `silent`: it runs elsewhere and gave no sign of life. */
export type SupervisorLife = 'alive' | 'dead' | 'silent';

/**
 * Tells whether a supervisor lives. At the same place the process is looked up. On another host or in another container
 * only its signs of life on the shared disk count: they are compared with each other, never with this host's clock.
 */
export class SupervisorWatch {
  #beat: number | undefined;
  #since = performance.now();

  constructor(
    private readonly runDirectory: string,
    private readonly silenceMs: number,
  ) {}

  /** Looks once; signs of life are compared with what earlier calls saw. */
  async look(claim: ClaimRecord): Promise<SupervisorLife> {
    if (claim.supervisor === null) return 'dead';
    if (await isHere(claim)) return (await isAlive(claim.supervisor)) ? 'alive' : 'dead';
    const beat = await this.#lastBeat();
    if (beat !== this.#beat) {
      this.#beat = beat;
      this.#since = performance.now();
    }
    return performance.now() - this.#since < this.silenceMs ? 'alive' : 'silent';
  }

  async #lastBeat(): Promise<number> {
    try {
      return (await stat(join(this.runDirectory, RUN_FILES.beat))).mtimeMs;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return 0;
      throw error;
    }
  }
}

/** Whether the processes of a claim can be looked up and ended from here. */
export async function isHere(claim: ClaimRecord): Promise<boolean> {
  return claim.place === (await processPlace());
}
