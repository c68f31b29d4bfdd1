import { addDays, type DataDay } from '../../domain/data-day.js';
import type { Mission, ProductRow } from '../../domain/mission.js';
import type { Ledger } from '../../ledger/ledger.js';
import { qaFiguresBetween, type QaFigures } from '../../ledger/qa-figures.js';

/** What QA measured of one product type over some days, by day. */
export interface FigureHistory {
  readonly level: string;
  readonly row: ProductRow;
  readonly figures: readonly QaFigures[];
}

/** The figures of every product type that QA judges by figures, over a range of days, in the order of the mission file. */
export async function figureHistories(
  ledger: Ledger,
  mission: Mission,
  range: { readonly from: DataDay; readonly to: DataDay },
  only?: string,
): Promise<FigureHistory[]> {
  const histories: FigureHistory[] = [];
  for (const [level, plan] of Object.entries(mission.levels))
    for (const row of only === undefined || only === level ? plan.products : [])
      if (row.qa)
        histories.push({
          level,
          row,
          figures: await qaFiguresBetween(ledger, mission.mission, row.type, range),
        });
  return histories;
}

/** The last `count` days up to a day, that day included. */
export function daysUpTo(day: DataDay, count: number): { readonly from: DataDay; readonly to: DataDay } {
  return { from: addDays(day, 1 - count), to: day };
}
