import { decodeAll } from './codec.js';
import { statement, transact, type Ledger } from './ledger.js';
import { mergeRows } from './merge.js';
import { orderToChange } from './orders.js';
import type { OrderRunRow } from './schema.js';

/** A run as it is told: without its number, which the ledger gives, or with one that is known. */
export type ToldRun = Omit<OrderRunRow, 'run'> & { readonly run?: number };

/** What is told when a run ends; a start that is told again doesn't empty it. */
const ENDS = ['endedAt', 'outcome', 'code', 'sentence', 'facts'] as const;

/**
 * Writes a run of a stage's program, when it starts and again when it ends, and answers its number (from 1). A run is
 * known by its stage and `startedAt`: told twice it is one run, and another start is the next run.
 */
export function recordRun(ledger: Ledger, told: ToldRun): Promise<number> {
  return transact(ledger, async (inner) => {
    const run = told.run ?? (await runNumber(inner, told));
    await mergeRows(inner, 'orderRuns', [{ ...told, run }], ENDS);
    return run;
  });
}

async function runNumber(inner: Ledger, told: ToldRun): Promise<number> {
  // Runs of an order are numbered one after the other.
  await orderToChange(inner, { mission: told.mission, id: told.orderId });
  const runs = await inner.db
    .selectFrom('orderRuns')
    .select(['run', 'startedAt'])
    .where('mission', '=', told.mission)
    .where('orderId', '=', told.orderId)
    .where('line', '=', told.line)
    .where('product', '=', told.product)
    .where('stage', '=', told.stage)
    .orderBy('run', 'desc')
    .execute();
  return runs.find((row) => row.startedAt === told.startedAt)?.run ?? (runs[0]?.run ?? 0) + 1;
}

/** The runs of an order, by start. */
export async function runsOfOrder(ledger: Ledger, mission: string, orderId: string): Promise<OrderRunRow[]> {
  const rows = await ledger.db
    .selectFrom('orderRuns')
    .selectAll()
    .where('mission', '=', mission)
    .where('orderId', '=', orderId)
    .orderBy('startedAt')
    .orderBy('line')
    .orderBy('product')
    .orderBy('stage')
    .orderBy('run')
    .execute();
  return decodeAll('orderRuns', rows);
}

/** How a run ended; one without an end that a later run of its stage has followed was cut off. */
export function runEnd(
  run: OrderRunRow,
  runs: readonly OrderRunRow[],
): 'done' | 'failed' | 'cancelled' | 'open' | 'lost' {
  if (run.outcome !== undefined) return run.outcome;
  const followed = runs.some(
    (other) =>
      other.line === run.line &&
      other.product === run.product &&
      other.stage === run.stage &&
      other.run > run.run,
  );
  return followed ? 'lost' : 'open';
}

/** Removes the runs of an order that is made anew. */
export async function forgetRuns(ledger: Ledger, mission: string, orderId: string): Promise<void> {
  await statement(ledger, ({ db }) =>
    db.deleteFrom('orderRuns').where('mission', '=', mission).where('orderId', '=', orderId).execute(),
  );
}
