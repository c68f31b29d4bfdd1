import { createHash } from 'node:crypto';
import type { Ledger } from '../../ledger/ledger.js';
import { statusCounts } from '../../ledger/read-counts.js';
import { heldThings, listOpenDays } from '../../ledger/read-lists.js';

const LOOK_MS = 2_000;

/** What the pages that are open hear: that the ledger has changed, or that it cannot be read. */
export type Change = { readonly kind: 'changed' } | { readonly kind: 'trouble'; readonly sentence: string };

/** Looks at the ledger every two seconds while anybody listens, once for all of them. */
export class Changes {
  private readonly listeners = new Set<(change: Change) => void>();
  private timer: NodeJS.Timeout | undefined;
  private last = '';

  constructor(
    private readonly ledger: Ledger,
    private readonly mission: string,
  ) {}

  /** Listens until the function that it answers is called. */
  listen(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    if (this.timer === undefined) this.later(0);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.last = '';
  }

  private later(ms = LOOK_MS): void {
    this.timer = setTimeout(() => void this.look(), ms);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    let change: Change | undefined;
    try {
      const now = await fingerprint(this.ledger, this.mission);
      if (now !== this.last && this.last !== '') change = { kind: 'changed' };
      this.last = now;
    } catch (error) {
      change = { kind: 'trouble', sentence: `The ledger cannot be read: ${(error as Error).message}` };
    }
    if (this.timer === undefined) return; // Nobody listens any more.
    if (change) for (const listener of this.listeners) listener(change);
    this.later();
  }
}

async function fingerprint(ledger: Ledger, mission: string): Promise<string> {
  const facts = [
    await statusCounts(ledger, mission),
    await heldThings(ledger, mission),
    await listOpenDays(ledger, mission),
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
