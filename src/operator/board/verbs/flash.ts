import { randomUUID } from 'node:crypto';

const KEPT_MS = 10 * 60_000;
const MOST = 1_000;

/** What a reader is told after the page to which a form leads: kept for some minutes, shown to whoever has its name. */
export class Flashes {
  readonly #told = new Map<string, { readonly sentence: string; readonly at: number }>();

  /** Keeps a sentence; answers its name. */
  keep(sentence: string, at: number): string {
    for (const [name, entry] of this.#told)
      if (at - entry.at > KEPT_MS || this.#told.size >= MOST) this.#told.delete(name);
    const name = randomUUID();
    this.#told.set(name, { sentence, at });
    return name;
  }

  /** The sentence of a name, if it is kept still. */
  read(name: string | undefined): string | undefined {
    return name === undefined ? undefined : this.#told.get(name)?.sentence;
  }
}
