import type { Ledger } from '../../ledger/ledger.js';
import { Changes } from '../board/changes.js';

/**
 * Calls back after every change of the ledger, until the function that it answers is called. Resolves when changes are
 * heard of, so that what is read afterwards is not older.
 */
export async function onLedgerChange(
  ledger: Ledger,
  mission: string,
  listener: () => void,
): Promise<() => Promise<void>> {
  const changes = new Changes(ledger, mission);
  const still = changes.listen(listener);
  // Only a timer of the changes is pending then, which does not keep a process: somebody who watches does.
  const alive = setInterval(() => undefined, 60_000);
  return async () => {
    clearInterval(alive);
    still();
    await Promise.resolve(changes.stop());
  };
}
