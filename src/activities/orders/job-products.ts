import { textOf } from '../../adapters/files/text-of.js';
import { lineLog, type LineReport } from '../../airborne/plan/line-report.js';
import { readStatus } from '../../airborne/plan/line-status.js';
import type { OrderPlan } from '../../airborne/plan/order-plan.js';
import { lastPercent } from '../../airborne/progress.js';
import { isPacked } from '../../airborne/plan/requests.js';
import { productsOfLine } from '../../domain/scops/names.js';
import { productProgress } from '../../domain/scops/stages.js';
import { upsertProduct } from '../../ledger/order-products.js';
import type { StationContext } from '../context.js';
import { tellPacked } from './packed.js';
import { orderKey } from './places.js';

/** Tells the ledger where each product of a line is, as its job says on the shared disk. */
export async function tellProgress(context: StationContext, plan: OrderPlan, line: string): Promise<void> {
  for (const { name: product, kind } of productsOf(plan, line)) {
    const status = await readStatus(plan, product);
    if (!status || status.stage === 'waiting') continue;
    if (status.stage === 'complete') {
      if (await isPacked(plan, product)) await tellPacked(context, plan, product);
      continue;
    }
    const { stage, failed } = status;
    // What the products of a line share is in the line's own log.
    const log = stage === 'geocorrect' || stage === 'reproject' ? line : product;
    const percent = failed ? 0 : (lastPercent((await textOf(lineLog(plan, log))) ?? '') ?? 0);
    await upsertProduct(context.ledger, keyOf(plan, product), {
      line,
      kind,
      stage,
      progress: productProgress(stage, percent),
      ...(failed
        ? { state: 'failed', code: 'LINE_FAILED', sentence: `${product} failed; see its log.` }
        : { state: 'running' }),
    });
  }
}

/** Tells the ledger what became of each product, by the report of the job. */
export async function tellEnd(context: StationContext, plan: OrderPlan, report: LineReport): Promise<void> {
  const { line, complete, missing, mappedBytes } = report;
  for (const { name: product, kind } of productsOf(plan, line)) {
    const key = keyOf(plan, product);
    if (complete.includes(product)) {
      await tellPacked(context, plan, product);
      // The map itself may have been on the disk of another host.
      const bytes = mappedBytes?.[product];
      if (bytes !== undefined) await upsertProduct(context.ledger, key, { mappedBytes: bytes });
      continue;
    }
    const stage = (await readStatus(plan, product))?.stage ?? 'waiting';
    const sentence = missing.find((said) => said.startsWith(`${product}: `));
    await upsertProduct(context.ledger, key, {
      ...{ line, kind, stage, progress: productProgress(stage, 0) },
      ...{ state: 'failed', code: 'LINE_FAILED' },
      sentence: sentence?.slice(product.length + 2) ?? `${product} failed; see its log.`,
    });
  }
}

function productsOf(plan: OrderPlan, line: string) {
  return productsOfLine(plan.order.lines.find(({ name }) => name === line)!);
}

function keyOf(plan: OrderPlan, product: string) {
  const { mission, id: orderId } = orderKey(plan.id);
  return { mission, orderId, product };
}
