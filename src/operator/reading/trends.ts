import { dayEnd, dayStart, type DataDay } from '../../domain/data-day.js';
import type { Mission } from '../../domain/mission.js';
import {
  archivedTimes,
  deliveryTimes,
  runTimes,
  type DeliveryTimes,
  type RunTimes,
} from '../../ledger/day-times.js';
import { holdsBetween, type HoldRecord } from '../../ledger/holds.js';
import type { Ledger } from '../../ledger/ledger.js';
import { dayNumber, figureSeries, type DayValue, type FigureSeries } from './figure-series.js';
import { figureHistories } from './figures.js';

/** One figure of a level over the days. */
export interface Trend {
  /** Its name in addresses and in the head of a table. */
  readonly name: string;
  /** What it is, one sentence. */
  readonly words: string;
  readonly unit: 'ms' | '%' | '';
  readonly points: readonly DayValue[];
  /** A second figure that belongs to it. */
  readonly second?: { readonly name: string; readonly points: readonly DayValue[] };
  readonly limits?: FigureSeries['limits'];
}

/** A day from which on another version of the processor made the products. */
export interface VersionChange {
  readonly at: number;
  readonly version: string;
}

/** How a level did over a range of days. */
export interface Trends {
  readonly level: string;
  readonly from: DataDay;
  readonly to: DataDay;
  readonly figures: readonly Trend[];
  readonly versions: readonly VersionChange[];
  /** The holds of the level, and those of receipts, by time. */
  readonly holds: readonly HoldRecord[];
}

/** Reads how a level did over a range of days, both ends included; holds until `heldUntil`, epoch milliseconds. */
export async function readTrends(
  ledger: Ledger,
  mission: Mission,
  range: { readonly level: string; readonly from: DataDay; readonly to: DataDay; readonly heldUntil: number },
): Promise<Trends> {
  const { level, from, to, heldUntil } = range;
  const key = { mission: mission.mission, level, from, to };
  const deliveries = await deliveryTimes(ledger, key);
  const runs = await runTimes(ledger, key);
  const main = mission.levels[level]?.products[0];
  const archived = main ? await archivedTimes(ledger, mission.mission, main.type, { from, to }) : [];
  const products = await figureHistories(ledger, mission, { from, to }, level);
  const holds = await holdsBetween(ledger, mission.mission, { from: dayStart(from), to: heldUntil });
  return {
    level,
    from,
    to,
    figures: [
      {
        name: 'Data latency',
        words: 'From the end of the data day until the DAAC had accepted its products for the first time.',
        unit: 'ms',
        points: firstOfDay(deliveries, ({ day, acceptedAt }) => acceptedAt && acceptedAt - dayEnd(day)),
        second: {
          name: 'until archived here',
          points: firstOfDay(archived, ({ day, archivedAt }) => archivedAt - dayEnd(day)),
        },
      },
      {
        name: 'Run time',
        words: 'How long the processor took; of several runs of a day the last one that succeeded.',
        unit: 'ms',
        points: firstOfDay([...runs].reverse(), (run) => run.endedAt - run.startedAt).reverse(),
      },
      {
        name: 'Time to PAN',
        words:
          'From the hand-over of a PDR until the first PAN for it; of several PDRs of a day the first one.',
        unit: 'ms',
        points: firstOfDay(deliveries, timeToPan),
      },
      ...products.flatMap((history) =>
        figureSeries(history).map((series): Trend => {
          const { unit, points, limits } = series;
          const name = `${history.row.type} ${series.name}`;
          return { name, words: '', unit, points, ...(limits && { limits }) };
        }),
      ),
    ],
    versions: versionChanges(runs),
    holds: holds.filter(({ workflowId }) => belongsTo(workflowId, mission.mission, level)),
  };
}

function timeToPan({ deliveredAt, answeredAt }: DeliveryTimes): number | undefined {
  return answeredAt && answeredAt - deliveredAt;
}

/** The value of the first row of each day that has one. */
function firstOfDay<R extends { readonly day: DataDay }>(
  rows: readonly R[],
  value: (row: R) => number | undefined,
): DayValue[] {
  const values = new Map<DataDay, number>();
  for (const row of rows) {
    const found = values.has(row.day) ? undefined : value(row);
    if (found !== undefined) values.set(row.day, found);
  }
  return [...values].map(([day, found]) => ({ at: dayNumber(day), value: found }));
}

/** Where the version of the last run of a day is another than that of the day before it. */
export function versionChanges(runs: readonly Pick<RunTimes, 'day' | 'version'>[]): VersionChange[] {
  const last = new Map(runs.map((run) => [run.day, run.version]));
  const changes: VersionChange[] = [];
  for (const [day, version] of last)
    if (changes.at(-1)?.version !== version) changes.push({ at: dayNumber(day), version });
  return changes;
}

function belongsTo(workflowId: string, mission: string, level: string): boolean {
  if (workflowId.startsWith(`${mission}/receipt/`)) return true;
  return workflowId.split('/')[2] === level;
}
