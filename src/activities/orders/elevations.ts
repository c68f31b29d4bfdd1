import { join } from 'node:path';
import type { CheckDemRequest, DemRequest } from '../../airborne/contract.js';
import { readPlan, type OrderPlan } from '../../airborne/plan/order-plan.js';
import { OperationsError } from '../../domain/failures.js';
import { recordRun } from '../../ledger/order-runs.js';
import type { StationContext } from '../context.js';
import type { AirborneActivities } from './contract.js';
import { orderKey, orderPlaces } from './places.js';
import { runProgram, UNWATCHED } from './run-program.js';

/** The order's elevations: cut out of a mosaic, or the client's own after they were checked. Those that are there are used again. */
export function elevationActivities(context: StationContext): Pick<AirborneActivities, 'makeDem'> {
  return {
    async makeDem({ order, folder }) {
      const plan = await readPlan(folder);
      const places = orderPlaces(context, order);
      const { mission, id: orderId } = orderKey(order);
      const key = { mission, orderId, line: '', product: '', stage: 'dem' };
      const begun = context.now();
      const end = await runProgram(
        context,
        {
          directory: join(places.runs, 'dem', plan.dem.split('/').at(-1)!),
          title: `the elevations of ${order}`,
          request: requestOf(plan),
          output: plan.dem,
          log: join(places.log, 'dem_log.txt'),
        },
        UNWATCHED,
      ).catch(async (error: unknown) => {
        if (error instanceof OperationsError) {
          const { code, message: sentence } = error;
          const endedAt = context.now();
          await recordRun(context.ledger, {
            ...key,
            startedAt: begun,
            endedAt,
            outcome: 'failed',
            code,
            sentence,
          });
        }
        throw error;
      });
      if (!end) return;
      // The ledger numbers them: each DEM that is tried has first runs of its own.
      const { startedAt, endedAt, facts } = end;
      await recordRun(context.ledger, { ...key, startedAt, endedAt, outcome: 'done', facts });
    },
  };
}

function requestOf(plan: OrderPlan): DemRequest | CheckDemRequest {
  const { navigation, viewVectors, dem: output, demSource, smooth } = plan;
  if (demSource) {
    const { path: source, geoid } = demSource;
    return { kind: 'dem', source, geoid, navigation, viewVectors, smooth, output };
  }
  const { dem } = plan.order;
  if (dem.source === 'mosaic' || dem.path === null)
    throw new OperationsError('DEM_INVALID', 'No DEM was sent with the order.');
  const force = dem.source === 'upload' && dem.force === true;
  return { kind: 'checkdem', dem: dem.path, navigation, viewVectors, force, output };
}
