import { join, relative } from 'node:path';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { readPlan } from '../../airborne/plan/order-plan.js';
import { isPacked } from '../../airborne/plan/requests.js';
import { masterZip, productFiles, productsOf } from '../../domain/scops/names.js';
import { upsertOrder, orderRow } from '../../ledger/orders.js';
import { productsOfOrder } from '../../ledger/order-products.js';
import { runsOfOrder } from '../../ledger/order-runs.js';
import type { StationContext } from '../context.js';
import type { AirborneActivities } from './contract.js';
import { sizeOf } from '../../adapters/files/size-of.js';
import { tellPacked } from './packed.js';
import { orderKey, orderPlaces } from './places.js';
import { runProgram, UNWATCHED } from './run-program.js';

/** What came of an order: the zip of zips, once, and the document that says how everything was made. */
export function packingActivities(context: StationContext): Pick<AirborneActivities, 'packOrder'> {
  const { ledger } = context;
  return {
    async packOrder({ order: id, folder, complete = [], missing, expiresAt, at }) {
      const plan = await readPlan(folder);
      const packed = new Set<string>();
      for (const product of complete) {
        if (!(await isPacked(plan, product))) continue;
        packed.add(product);
        await tellPacked(context, plan, product);
      }
      const places = orderPlaces(context, id);
      const { mission } = orderKey(id);
      const products = await productsOfOrder(ledger, mission, id);
      for (const { product, state } of products) if (state === 'complete') packed.add(product);
      const inOrder = productsOf(plan.order).filter(({ name }) => packed.has(name));
      const mapped = join(folder, plan.folders.mapped);
      const { file, folder: inside } = masterZip(plan.order);
      const zip = join(mapped, file);
      const entries = inOrder.map(({ name }) => ({
        path: join(mapped, productFiles.zip(name)),
        name: `${inside}/${productFiles.zip(name)}`,
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
