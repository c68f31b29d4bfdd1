import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import type { OrderPlan } from '../../airborne/plan/order-plan.js';
import { intermediateFiles, scratchFolders } from '../../airborne/plan/requests.js';
import type { OrderLine } from '../../domain/scops/order.js';

/**
 * The plan of an order as the job of one line has it. On a temporary disk, which is that of the host on which the job runs,
 * the line has a folder to itself: only the job can clear it, and other lines of the order may run beside it.
 */
export function nodePlan(plan: OrderPlan, line: string): OrderPlan {
  return plan.work === plan.folder ? plan : { ...plan, work: join(plan.work, line) };
}

/** Where the requests of a line's programs and their answers are kept while it is in work. */
export function requestFolder(plan: OrderPlan, line: string): string {
  return join(plan.work, 'requests', line);
}

/**
 * Removes what a line has on a temporary disk, whatever came of it: nobody else reaches that disk, and a retry may run on
 * another. What is packed is in the order's folder; the rest is made anew.
 */
export async function leaveNode(plan: OrderPlan): Promise<void> {
  if (plan.work === plan.folder) return;
  // A program of a program that was just ended may still put a file there.
  await rm(plan.work, { recursive: true, force: true, maxRetries: 5 });
  await removeEmpty(dirname(plan.work));
}

/** Removes from the order's folder what only the way to the products of a line needed. */
export async function leaveNothing(plan: OrderPlan, line: OrderLine): Promise<void> {
  if (plan.work !== plan.folder) return;
  await rm(requestFolder(plan, line.name), { recursive: true, force: true });
  await removeEmpty(dirname(requestFolder(plan, line.name)));
  if (plan.keepIntermediate) return;
  for (const file of intermediateFiles(plan, line)) await rm(file, { force: true });
  for (const folder of scratchFolders(plan, line)) await rm(folder, { recursive: true, force: true });
}

/** The last line of the order on this host takes the folder of all with it. */
async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'ENOENT')) throw error;
  }
}
