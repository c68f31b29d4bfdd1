import { dirname } from 'node:path';
import { listPlugins } from '../../adapters/scops/plugins.js';
import { OperationsError } from '../../domain/failures.js';
import type { ScopsConfig } from '../../domain/scops/config.js';
import type { Delivery } from '../../domain/scops/delivery.js';
import type { OrderFacts } from '../../domain/scops/order-problems.js';
import type { Order } from '../../domain/scops/order.js';
import { checkBandMaths } from '../../formats/band-maths/check.js';
import { isProblem } from '../../formats/band-maths/parse.js';
import { readDelivery } from './read-delivery.js';

/**
 * What an order is checked against: its delivery as it lies there now, and what the station has. A delivery that isn't there is a
 * fact too. A DEM of the client's own may lie among the uploads, the sources, and the order's own source folder. `read` is how
 * deliveries are read.
 */
export async function orderFacts(
  order: Pick<Order, 'sourceFolder'>,
  config: ScopsConfig,
  read: (sourceFolder: string) => Promise<Delivery> = (folder) => readDelivery(folder, config),
): Promise<OrderFacts> {
  const { plugins } = await listPlugins(config.plugins);
  return {
    ...(await deliveryOf(order.sourceFolder, read)),
    mosaics: config.dem.mosaics.map(({ name }) => name),
    plugins: plugins.map(({ name }) => name),
    demFolders: [config.uploads, ...config.sources, order.sourceFolder],
    equations: config.limits.equations,
    expressionProblem,
  };
}

/** What is wrong with a formula over so many bands, with its place; undefined when nothing is. */
export function expressionProblem(expression: string, bands: number): string | undefined {
  const result = checkBandMaths(expression, bands);
  return isProblem(result)
    ? `${result.sentence.replace(/\.$/, '')} (at character ${result.at + 1}).`
    : undefined;
}

async function deliveryOf(
  folder: string,
  read: (sourceFolder: string) => Promise<Delivery>,
): Promise<{ readonly delivery: Delivery | null; readonly deliveryProblem?: string }> {
  // Checked as a path of the order; '/' or '' would be no project's folder.
  if (dirname(folder) === folder)
    return { delivery: null, deliveryProblem: `${folder} is no project's folder.` };
  try {
    return { delivery: await read(folder) };
  } catch (error) {
    if (!(error instanceof OperationsError)) throw error;
    return { delivery: null, deliveryProblem: error.message };
  }
}
