import { access, appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import { Turns } from './link.js';
import type { FaultName } from './faults.js';

/** Something that was done: when, in epoch milliseconds, and what should be remembered of it. */
export interface Deed {
  readonly at: number;
  readonly data: unknown;
}

const FILE = 'daac.jsonl';

/**
 * What the simulated DAAC has done, one JSON line per deed, so that it goes on where it was after a restart. A deed is
 * recorded after it was done: what a crash comes between is done again, as in life.
 */
export class DaacState {
  readonly #deeds = new Map<string, Deed>();
  readonly #awaited = new Map<string, ((deed: Deed) => void)[]>();
  readonly #turns = new Turns();

  private constructor(readonly directory: string) {}

  /** Reads the deeds of earlier runs. A line that a crash tore off is passed over: its deed will be done again. */
  static async open(directory: string, log: (line: string) => void): Promise<DaacState> {
    await mkdir(directory, { recursive: true });
    const state = new DaacState(directory);
    const text = await readFile(join(directory, FILE), 'utf8').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return '';
      throw error;
    });
    // The rest of a line that a crash tore off must not swallow the next deed.
    if (text !== '' && !text.endsWith('\n')) await appendFile(join(directory, FILE), '\n');
    for (const line of text.split('\n').filter((each) => each !== '')) {
      try {
        const { key, at, data } = JSON.parse(line) as { key: string; at: number; data?: unknown };
        state.#deeds.set(key, { at, data });
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        log(`A damaged line of ${FILE} is passed over: ${line.slice(0, 60)}`);
      }
    }
    return state;
  }

  /** What is remembered under a key; undefined when it was not done yet. */
  get(key: string): Deed | undefined {
    return this.#deeds.get(key);
  }

  /** The deeds whose keys begin so, in the order in which they were done. */
  beginning(prefix: string): [string, Deed][] {
    return [...this.#deeds].filter(([key]) => key.startsWith(prefix));
  }

  /** Records a deed, so that it survives the end of the process. The first record of a key stays. */
  record(key: string, data?: unknown): Promise<Deed> {
    return this.#turns.take(async () => {
      const earlier = this.#deeds.get(key);
      if (earlier !== undefined) return earlier;
      const deed = { at: Date.now(), data };
      // Not flushed to the disk: after a power cut the last deeds are done twice, which a station has to bear anyway.
      await appendFile(join(this.directory, FILE), `${JSON.stringify({ key, ...deed })}\n`);
      this.#deeds.set(key, deed);
      for (const hear of this.#awaited.get(key) ?? []) hear(deed);
      this.#awaited.delete(key);
      return deed;
    });
  }

  /** Resolves when a deed is or has been recorded; rejects with the signal's reason when it is aborted. */
  async done(key: string, signal: AbortSignal): Promise<Deed> {
    signal.throwIfAborted();
    const earlier = this.#deeds.get(key);
    if (earlier !== undefined) return earlier;
    return new Promise((resolve, reject) => {
      const stop = () => reject(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true });
      const hear = (deed: Deed) => {
        signal.removeEventListener('abort', stop);
        resolve(deed);
      };
      this.#awaited.set(key, [...(this.#awaited.get(key) ?? []), hear]);
    });
  }
}

/** Asks the DAAC that keeps its state here, in this process or another, to release what a fault holds back. */
export async function requestRelease(stateDirectory: string, fault: FaultName): Promise<void> {
  await mkdir(stateDirectory, { recursive: true });
  await writeFile(join(stateDirectory, `release-${fault}`), '');
}

/** Whether a release was asked for. */
export async function isReleased(stateDirectory: string, fault: FaultName): Promise<boolean> {
  return access(join(stateDirectory, `release-${fault}`)).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
}
