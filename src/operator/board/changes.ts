import { randomUUID } from 'node:crypto';
import type { Ledger } from '../../ledger/ledger.js';
import { watchLedger, type LedgerWatch } from '../../ledger/watch.js';

/** What the pages that are open hear: that the ledger has changed, or that nobody can tell. */
export type Change = { readonly kind: 'changed' } | { readonly kind: 'trouble'; readonly sentence: string };

/** One watch over the ledger for all who listen; it begins with the first of them. */
export class Changes {
  private readonly listeners = new Set<(change: Change) => void>();
  private watch: Promise<LedgerWatch | undefined> | undefined;
  private readonly born = randomUUID();
  private count = 0;

  constructor(private readonly ledger: Ledger) {}

  /** Listens until the function that it answers is called. */
  listen(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    void this.inForce();
    return () => void this.listeners.delete(listener);
  }

  /** Resolves when changes are heard of; false when they cannot be, and then all who listen are told why. */
  async inForce(): Promise<boolean> {
    this.watch ??= this.begin();
    return (await this.watch) !== undefined;
  }

  /** A mark of what the ledger has now, which is another after every change: what is read after it is not older. */
  async mark(): Promise<string> {
    await this.inForce();
    return `${this.born} ${this.count}`;
  }

  /** Ends the watch. */
  async stop(): Promise<void> {
    this.listeners.clear();
    await (await this.watch)?.stop();
    this.watch = undefined;
  }

  private async begin(): Promise<LedgerWatch | undefined> {
    try {
      return await watchLedger(this.ledger, {
        changed: () => {
          this.count += 1;
          this.tell({ kind: 'changed' });
        },
        trouble: (error) => this.trouble(error),
      });
    } catch (error) {
      this.watch = undefined; // The next who listens tries again.
      this.trouble(error as Error);
      return undefined;
    }
  }

  private trouble(error: Error): void {
    this.tell({
      kind: 'trouble',
      sentence: `Changes of the ledger cannot be seen (${error.message}); what you see may be old.`,
    });
  }

  private tell(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }
}
