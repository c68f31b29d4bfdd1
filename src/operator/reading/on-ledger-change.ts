import type { Ledger } from '../../ledger/ledger.js';
import { Changes } from '../board/changes.js';

/** Calls back after changes of the ledger until the function that it answers is called. */
export function onLedgerChange(ledger: Ledger, mission: string, listener: () => void): () => void {
  const changes = new Changes(ledger, mission);
  const still = changes.listen(listener);
  // Only a timer of the changes is pending then, which does not keep a process: somebody who watches does.
  const alive = setInterval(() => undefined, 60_000);
  return () => {
    clearInterval(alive);
    still();
    changes.stop();
  };
}
