import { join, relative } from 'node:path';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { readPlan } from '../../airborne/plan/order-plan.js';
import { masterZip, productFiles } from '../../domain/scops/names.js';
import { upsertOrder, orderRow } from '../../ledger/orders.js';
import { productsOfOrder } from '../../ledger/order-products.js';
import { runsOfOrder } from '../../ledger/order-runs.js';
import type { StationContext } from '../context.js';
import type { AirborneActivities } from './contract.js';
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
