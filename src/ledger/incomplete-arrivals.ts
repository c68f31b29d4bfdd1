import type { Ledger } from './ledger.js';

/**
 * The keys of granules of which a file came that is not what its DN says, and that nobody has settled. Only receipts that
 * did not end well are looked at: those that did have no such file, and there are a quarter of a million of them.
 */
export async function incompleteGranules(ledger: Ledger, mission: string): Promise<Set<string>> {
  const rows = await ledger.db
    .selectFrom('receipts')
    .innerJoin('arrivals', (join) =>
      join
        .onRef('arrivals.mission', '=', 'receipts.mission')
        .onRef('arrivals.receiptKey', '=', 'receipts.key')
        .on('arrivals.state', '=', 'incomplete'),
    )
    .select('arrivals.granule')
    .where('receipts.mission', '=', mission)
    .where('receipts.state', 'in', ['open', 'held', 'abandoned'])
    .execute();
  return new Set(rows.flatMap((row) => row.granule ?? []));
}
