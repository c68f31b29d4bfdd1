import { orderRow } from '../../ledger/orders.js';
import type { FrontKit } from './kit.js';

const LONGEST_MS = 15_000;

/** Waits until the ledger has an order that was just taken: its workflow writes it. False when that takes too long. */
export async function rowThere(kit: FrontKit, id: string): Promise<boolean> {
  const isThere = async () => (await orderRow(kit.ledger, { mission: kit.mission, id })) !== undefined;
  let wake: (there: boolean) => void = () => undefined;
  const heard = new Promise<boolean>((resolve) => (wake = resolve));
  const stop = kit.changes.listen(() => {
    // Where the ledger cannot be read, the page that follows says so.
    isThere().then(
      (there) => there && wake(true),
      () => wake(false),
    );
  });
  const late = setTimeout(() => wake(false), LONGEST_MS);
  try {
    await kit.changes.inForce();
    return (await isThere()) || (await heard);
  } finally {
    clearTimeout(late);
    stop();
  }
}
