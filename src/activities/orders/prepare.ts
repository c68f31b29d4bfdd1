import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { packageVersion } from '../../adapters/package-version.js';
import { listPlugins } from '../../adapters/scops/plugins.js';
import { orderFacts } from '../../airborne/delivery/order-facts.js';
import type { OrderPlan } from '../../airborne/plan/order-plan.js';
import { OperationsError } from '../../domain/failures.js';
import { productsOf } from '../../domain/scops/names.js';
import { cfgFromOrder } from '../../domain/scops/order-cfg.js';
import { orderProblems } from '../../domain/scops/order-problems.js';
import type { Order, OrderProblem } from '../../domain/scops/order.js';
import { emitScopsCfg } from '../../formats/scops-cfg.js';
import { upsertProduct } from '../../ledger/order-products.js';
import type { StationContext } from '../context.js';
import type { OrderActivities } from './contract.js';
import { orderKey, orderPlaces } from './places.js';

/** The order's folder, the plan of its programs, and its products in the ledger. */
export function prepareActivities(context: StationContext): Pick<OrderActivities, 'prepareOrder'> {
  const { scops, ledger } = context;
  return {
    async prepareOrder({ order, id }) {
      const places = orderPlaces(context, id);
      const facts = await orderFacts(order, scops);
      if (facts.delivery === null)
        throw new OperationsError('DELIVERY_MISSING', facts.deliveryProblem ?? 'The delivery is not there.');
      checkStill(orderProblems(order, facts));

      const work = workFolder(context, id);
      const { folders } = scops;
      for (const folder of Object.values(folders)) await makeDirectory(join(places.folder, folder));
      // A job makes its own, on the host where it runs.
      if (scops.jobs.system === 'local')
        for (const folder of [folders.level1, folders.igm, folders.mapped])
          await makeDirectory(join(work, folder));
      const plan: OrderPlan = {
        id,
        order,
        folder: places.folder,
        work,
        folders,
        lines: facts.delivery.lines.filter(({ name }) => order.lines.some((line) => line.name === name)),
        navigation: facts.delivery.lines.map(({ navigation }) => navigation),
        viewVectors: [...new Set(facts.delivery.lines.map(({ viewVectors }) => viewVectors))],
        dem: join(places.folder, folders.dem, demName(order)),
        ...demOf(context, order),
        smooth: scops.dem.smooth,
        osngGrid: scops.dem.osngGrid,
        apl: scops.apl,
        python: scops.python,
        plugins: Object.fromEntries(
          (await listPlugins(scops.plugins)).plugins.map(({ name, file }) => [name, file]),
        ),
        keepIntermediate: scops.keepIntermediate,
        version: packageVersion(),
      };
      await writeFileAtomic(places.plan, `${JSON.stringify(plan, undefined, 2)}\n`);
      await writeFileAtomic(places.cfg, emitScopsCfg(cfgFromOrder(order)));
      const { mission, id: orderId } = orderKey(id);
      for (const { name: product, line, kind } of productsOf(order))
        await upsertProduct(
          ledger,
          { mission, orderId, product },
          { line, kind, stage: 'waiting', progress: 0, state: 'waiting' },
        );
      return { folder: places.folder };
    },
  };
}

/** What was right when the order was sent may have changed since. */
function checkStill(problems: readonly OrderProblem[]): void {
  if (problems.length === 0) return;
  const sentences = problems.map(({ sentence }) => sentence);
  if (problems.every(({ field }) => field === 'dem'))
    throw new OperationsError('DEM_SOURCE', sentences.join(' '), sentences);
  throw new OperationsError(
    'DELIVERY_MISSING',
    'The delivery is not what it was when the order was sent.',
    sentences,
  );
}

/** Where intermediate files are made: always the same place for an order, so that what is there is found again. */
function workFolder(context: StationContext, id: string): string {
  const { temporary, keepIntermediate, output } = context.scops;
  return temporary === null || keepIntermediate ? join(output, id) : join(temporary, `ARF_WEB_${id}`);
}

/** As SCOPS names it; another choice of elevations is another file. */
function demName(order: Order): string {
  const { project, year, julianDay, dem } = order;
  const source =
    dem.source === 'mosaic' ? dem.name : `${dem.source}-${digestOf(`${dem.path} ${isForced(dem)}`)}`;
  return `${project}_${year}_${String(julianDay).padStart(3, '0')}_${source.replace(/[^\w.-]+/g, '_')}.dem`;
}

function isForced(dem: Order['dem']): boolean {
  return dem.source === 'upload' && dem.force === true;
}

/** Files of one name in two places are two files. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function demOf(context: StationContext, { dem }: Order): Pick<OrderPlan, 'demSource'> {
  if (dem.source !== 'mosaic') return { demSource: null };
  const mosaic = context.scops.dem.mosaics.find(({ name }) => name === dem.name);
  if (!mosaic)
    throw new OperationsError(
      'DEM_SOURCE',
      `The station has no mosaic ${JSON.stringify(dem.name)} any more.`,
    );
  return { demSource: { path: mosaic.path, geoid: mosaic.geoid } };
}
