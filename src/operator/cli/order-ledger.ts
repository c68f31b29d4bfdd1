import type { Ledger } from '../../ledger/ledger.js';
import { withLedger } from '../reading/home.js';
import type { Session } from './io.js';
import { SCOPS } from '../../domain/scops/order-input.js';

/** Reads orders from the ledger of the session's home; answers the exit status. */
export function withOrders(session: Session, work: (ledger: Ledger) => Promise<void>): Promise<number> {
  // Orders stand under a name of their own, whatever mission the station has.
  return withLedger(session.home, SCOPS, ({ ledger }) => work(ledger)).then(() => 0);
}
