import { randomUUID } from 'node:crypto';
import { ServiceError, type Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { listPlugins } from '../../../adapters/scops/plugins.js';
import { submitOrder } from '../../../adapters/scops/submit-order.js';
import { orderFacts } from '../../../airborne/delivery/order-facts.js';
import { RememberedDeliveries } from '../../../airborne/delivery/remembered.js';
import { OperationsError } from '../../../domain/failures.js';
import { workflowIds } from '../../../domain/ids.js';
import type { ScopsConfig } from '../../../domain/scops/config.js';
import { estimateOf, sizeProblems } from '../../../domain/scops/estimate.js';
import { indexOf, INDICES } from '../../../domain/scops/indices.js';
import { orderProblems } from '../../../domain/scops/order-problems.js';
import type { ByClient, DemSaid, EquationsSaid } from '../../../workflows/order-messages.js';
import { CommandError } from '../../reading/command-error.js';
import { heard } from '../../verbs/say.js';
import { RefusedError, type FrontServices } from '../services.js';
import { flightsOf } from './flights.js';
import { roomIn } from './room.js';

const UPDATE_MS = 60_000;

/** The station behind the front end. */
export interface FrontStation {
  readonly client: Client;
  readonly config: ScopsConfig;
}

/** What the front end asks of a station that runs. */
export function stationServices({ client, config }: FrontStation): FrontServices {
  const deliveries = new RememberedDeliveries(config);
  const read = (folder: string) => deliveries.read(folder);
  const said = (order: string, verb: string, words: object) => say(client, order, verb, words);
  return {
    mosaics: config.dem.mosaics,
    uploads: config.uploads,
    output: config.output,
    uploadBytes: config.limits.uploadBytes,
    flights: flightsOf,
    delivery: ({ folder }) => read(folder),
    plugins: async () => (await listPlugins(config.plugins)).plugins,
    indices: (wavelengths) =>
      INDICES.flatMap((index) => {
        const { expression } = indexOf(index, wavelengths);
        return expression === null ? [] : [{ name: index.name, title: index.title, expression }];
      }),
    async check(order) {
      const facts = await orderFacts(order, config, read);
      const problems = orderProblems(order, facts);
      if (problems.length > 0 || !facts.delivery) return { problems };
      const estimate = estimateOf(order, facts.delivery, config.limits.linesAtOnce);
      const madeElsewhere = config.temporary !== null && !config.keepIntermediate;
      return { problems: sizeProblems(estimate, await roomIn(config.output), { madeElsewhere }), estimate };
    },
    async submit(order, by) {
      const facts = await orderFacts(order, config, read);
      try {
        return await submitOrder({ client, config, order, facts, by });
      } catch (error) {
        if (error instanceof OperationsError && error.code === 'ORDER_INVALID')
          throw new RefusedError([error.message, ...error.details].join(' '), { cause: error });
        throw answered(error);
      }
    },
    confirm: (order, by) => said(order, 'confirm', { by } satisfies ByClient),
    equationsSaid: (order, words: EquationsSaid) => said(order, 'equations', words),
    demSaid: (order, dem, by) => said(order, 'dem', { by, dem } satisfies DemSaid),
    cancel: (order, by, why) => said(order, 'cancel', { by, why }),
  };
}

/** Says something to an order, and waits until it is accepted. Throws a RefusedError with the sentence of the refusal. */
async function say(client: Client, order: string, verb: string, words: object): Promise<string> {
  const workflowId = workflowIds.order(order);
  try {
    return await heard(workflowId, { verb }, () =>
      client.withDeadline(Date.now() + UPDATE_MS, () =>
        client.workflow
          .getHandle(workflowId)
          .executeUpdate<string, [object]>(verb, { args: [words], updateId: `${verb}-${randomUUID()}` }),
      ),
    );
  } catch (error) {
    throw answered(error);
  }
}

/** What of a failure is for the client to read; anything else stays what it is. */
function answered(error: unknown): unknown {
  if (error instanceof CommandError) {
    const sentence = error.code === 'NO_ANSWER' ? NO_ANSWER : error.message;
    return new RefusedError(sentence, { cause: error });
  }
  if (error instanceof WorkflowNotFoundError)
    return new RefusedError('The order has ended: nothing can be said to it any more.', { cause: error });
  if (error instanceof ServiceError) return new RefusedError(NO_ANSWER, { cause: error });
  return error;
}

const NO_ANSWER =
  'The station does not answer now, so it is not known whether it was heard. Look at the order, then try again.';
