import { arrivalsOf, receiptRow } from '../../../ledger/receipts.js';
import type { BoardApp, Kit } from '../kit.js';
import { receiptPage } from '../receipt-page.js';

/** The files of one DN. */
export function receiptRoutes(app: BoardApp, kit: Kit): void {
  app.get('/receipts/:key', async (context) => {
    const key = { mission: kit.name, key: context.req.param('key') };
    const receipt = await receiptRow(kit.ledger, key);
    if (!receipt) return kit.nothing(context, 'The ledger has no such receipt.');
    const arrivals = await arrivalsOf(kit.ledger, key);
    return kit.shown(
      context,
      { title: `DN ${key.key}`, here: 'files' },
      receiptPage(receipt, arrivals, {
        now: kit.now(),
        program: kit.program,
        reader: context.get('reader'),
      }),
    );
  });
}
