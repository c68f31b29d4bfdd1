import type { Ledger } from '../../ledger/ledger.js';
import { watchLedger } from '../../ledger/watch.js';

/**
 * Calls back after every change of the ledger, and when changes can no longer be heard of, until the function that it
 * answers is called. Resolves when the watch is in force, so that what is read afterwards is not older.
 */
export async function onLedgerChange(ledger: Ledger, listener: () => void): Promise<() => Promise<void>> {
  const watch = await watchLedger(ledger, { changed: listener, trouble: listener });
  // The watch does not keep a process: somebody who watches does.
  const alive = setInterval(() => undefined, 60_000);
  return async () => {
    clearInterval(alive);
    await watch.stop();
  };
}
