import type { DataDay } from '../domain/data-day.js';
import type { Ledger } from './ledger.js';
import type { QaVerdict } from './schema.js';

/** What QA measured of one product of a day. */
export interface QaFigures {
  readonly day: DataDay;
  readonly product: string;
  readonly verdict: QaVerdict;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** What QA measured of a product type over a range of days, both ends included, by day and product. */
export async function qaFiguresBetween(
  ledger: Ledger,
  mission: string,
  type: string,
  range: { readonly from: DataDay; readonly to: DataDay },
): Promise<QaFigures[]> {
  const rows = await ledger.db
    .selectFrom('qa')
    .select(['day', 'product', 'verdict', 'figures'])
    .where('mission', '=', mission)
    .where('type', '=', type)
    .where('day', '>=', range.from)
    .where('day', '<=', range.to)
    .orderBy('day')
    .orderBy('product')
    .execute();
  return rows.map(({ figures, ...row }) => ({
    ...row,
    figures: JSON.parse(figures) as QaFigures['figures'],
  }));
}
