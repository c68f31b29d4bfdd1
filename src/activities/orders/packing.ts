import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { eitherRunner } from '../../adapters/processor/configured-runner.js';
import { stopRuns } from '../../adapters/processor/stop-runs.js';
import { readPlan } from '../../airborne/plan/order-plan.js';
import { masterZip, productFiles } from '../../domain/scops/names.js';
import { upsertOrder, orderRow } from '../../ledger/orders.js';
import { productsOfOrder, upsertProduct } from '../../ledger/order-products.js';
import { runsOfOrder } from '../../ledger/order-runs.js';
import type { StationContext } from '../context.js';
import type { AirborneActivities, OrderActivities } from './contract.js';
import { sizeOf } from '../../adapters/files/size-of.js';
import { orderKey, orderPlaces } from './places.js';
import { runProgram, UNWATCHED } from './run-program.js';

/** What came of an order: the zip of zips, once, and the document that says how everything was made. */
export function packingActivities(context: StationContext): Pick<AirborneActivities, 'packOrder'> {
  const { ledger } = context;
  return {
    async packOrder({ order: id, folder, missing, expiresAt, at }) {
      const plan = await readPlan(folder);
      const places = orderPlaces(context, id);
      const { mission } = orderKey(id);
      const products = await productsOfOrder(ledger, mission, id);
      const complete = products.filter(({ state }) => state === 'complete');
      const mapped = join(folder, plan.folders.mapped);
      const { file, folder: inside } = masterZip(plan.order);
      const zip = join(mapped, file);
      const entries = complete.map(({ product }) => ({
        path: join(mapped, productFiles.zip(product)),
        name: `${inside}/${productFiles.zip(product)}`,
      }));
      const contents = [
        ...entries.map(({ name }) => name),
        ...missing.map((sentence) => `missing: ${sentence}`),
      ];
      await writeFileAtomic(join(mapped, 'zip_contents.txt'), `${contents.join('\n')}\n`);
      await runProgram(
        context,
        {
          directory: join(places.runs, 'bundle'),
          title: `the zip of ${id}`,
          request: { kind: 'bundle', entries, zip },
          output: zip,
          log: join(places.log, 'bundle_log.txt'),
        },
        UNWATCHED,
      );
      const masterBytes = (await sizeOf(zip))!;
      const row = await orderRow(ledger, orderKey(id));
      const document = {
        ...row,
        request: plan.order,
        software: { name: 'sipstream', version: plan.version, node: process.version, apl: plan.apl },
        delivery: plan.lines,
        elevations: { file: relative(folder, plan.dem), source: plan.demSource },
        products,
        runs: await runsOfOrder(ledger, mission, id),
        masterZip: relative(folder, zip),
        masterBytes,
        missing,
        completedAt: at,
        expiresAt,
      };
      await writeFileAtomic(places.provenance, `${JSON.stringify(document, undefined, 2)}\n`);
      await upsertOrder(ledger, orderKey(id), {
        masterZip: relative(folder, zip),
        masterBytes,
        missing: [...missing],
        completedAt: at,
        expiresAt,
      });
      return { bytes: masterBytes, entries: entries.length };
    },
  };
}

/** The end of an order: what still runs is stopped, and what it made is removed; what tells of it stays. */
export function removalActivities(context: StationContext): Pick<OrderActivities, 'removeOrder'> {
  const { ledger, scops } = context;
  return {
    async removeOrder({ order, folder }) {
      const places = orderPlaces(context, order);
      // What was cancelled while no worker was there still runs.
      await stopRuns(eitherRunner(context.programs, context.jobs), places.runs);
      const { level1, igm, mapped, dem, status } = scops.folders;
      const made = [level1, igm, mapped, dem, status].map((name) => join(folder, name));
      const scratch = scops.temporary === null ? [] : [join(scops.temporary, `ARF_WEB_${order}`)];
      for (const path of [...made, ...scratch, places.runs]) await rm(path, { recursive: true, force: true });
      const { mission, id: orderId } = orderKey(order);
      const open = (await productsOfOrder(ledger, mission, order)).filter(
        ({ state }) => state === 'waiting' || state === 'running' || state === 'failed',
      );
      for (const { product } of open)
        await upsertProduct(
          ledger,
          { mission, orderId, product },
          { state: 'given up', sentence: 'The order ended before it was made.' },
        );
      await upsertOrder(ledger, orderKey(order), { masterZip: null, masterBytes: null, expiresAt: null });
    },
  };
}
