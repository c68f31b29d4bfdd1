import { join } from 'node:path';
import { eitherRunner } from '../../adapters/processor/configured-runner.js';
import { stopRuns } from '../../adapters/processor/stop-runs.js';
import { planIfThere } from '../../airborne/plan/order-plan.js';
import { isPacked } from '../../airborne/plan/requests.js';
import { holdOrder, orderRow, releaseOrder, upsertOrder } from '../../ledger/orders.js';
import { productsOfLine } from '../../domain/scops/names.js';
import { productRow, upsertProduct } from '../../ledger/order-products.js';
import type { StationContext } from '../context.js';
import type { OrderActivities, OrderHold } from './contract.js';
import { tellOperators } from './operator-mail.js';
import { tellPacked } from './packed.js';
import { orderKey, orderPlaces } from './places.js';
import { writeRecord } from './record.js';
import { tidyLine } from './tidy.js';

/** What orders do, where people look: the ledger, and one mail for each hold. */
export function newsActivities(
  context: StationContext,
): Pick<OrderActivities, 'tellOrder' | 'announceOrderHold' | 'announceOrderRelease' | 'giveUpProducts'> {
  const { ledger } = context;
  return {
    async tellOrder({ order, until, thenWhat, ...news }) {
      const waiting = { until: until ?? null, thenWhat: thenWhat ?? null };
      await upsertOrder(ledger, orderKey(order), { ...news, ...waiting });
      await writeRecord(context, order);
    },

    async announceOrderHold(hold) {
      // A line's hold is its products': the order goes on with the others.
      if (hold.line === undefined) {
        const { code, sentence, details, at, until, thenWhat } = hold;
        await holdOrder(ledger, orderKey(hold.order), { code, sentence, details, at, until, thenWhat });
        await writeRecord(context, hold.order);
      } else if (hold.code !== 'OPERATOR_HOLD') await failOpen(context, hold, hold.line);
      // Who stopped a line, or its whole order, knows it.
      if (hold.line === undefined || hold.code !== 'OPERATOR_HOLD') await tellOperators(context, hold);
    },

    async announceOrderRelease({ order, line, at }) {
      if (line !== undefined) return;
      await releaseOrder(ledger, orderKey(order), { at });
      await writeRecord(context, order);
    },

    async giveUpProducts({ order, line, products, at }) {
      // What was cancelled while no worker was there still runs.
      const { folder, runs } = orderPlaces(context, order);
      await stopRuns(eitherRunner(context.programs, context.jobs), join(runs, line));
      const plan = await planIfThere(folder);
      const packed: string[] = [];
      for (const { product, sentence } of products) {
        const key = { ...keyOf(order), product };
        // A ledger that was made anew meanwhile may not know of it.
        if (plan && (await isPacked(plan, product))) await tellPacked(context, plan, product);
        if ((await productRow(ledger, key))?.state === 'complete') packed.push(product);
        else await upsertProduct(ledger, key, { state: 'given up', sentence, endedAt: at });
      }
      if (plan) await tidyLine(plan, line);
      return packed;
    },
  };
}

function keyOf(order: string) {
  const { mission, id: orderId } = orderKey(order);
  return { mission, orderId };
}

/**
 * A line that waits for an answer has products that failed: a step that no program was started for, and a job that could
 * not be sent, have told the ledger of none.
 */
async function failOpen(
  { ledger }: StationContext,
  { order, code, sentence, at: endedAt }: OrderHold,
  line: string,
): Promise<void> {
  const row = await orderRow(ledger, orderKey(order));
  const ordered = row?.request.lines.find(({ name }) => name === line);
  for (const { name: product, kind } of ordered ? productsOfLine(ordered) : []) {
    const key = { ...keyOf(order), product };
    const state = (await productRow(ledger, key))?.state ?? 'waiting';
    if (state === 'waiting' || state === 'running')
      await upsertProduct(ledger, key, { line, kind, state: 'failed', code, sentence, endedAt });
  }
}
