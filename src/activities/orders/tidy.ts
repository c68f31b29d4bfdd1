import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeLeftovers } from '../../airborne/leftovers.js';
import type { OrderPlan } from '../../airborne/plan/order-plan.js';
import { intermediateFiles, isPacked, mappedFile, scratchFolders } from '../../airborne/plan/requests.js';
import { productFiles, productsOfLine } from '../../domain/scops/names.js';

/** Removes what only the way to a line's products needs; of a product that is not packed, all that there is. */
export async function tidyLine(plan: OrderPlan, lineName: string): Promise<void> {
  const line = plan.order.lines.find(({ name }) => name === lineName)!;
  for (const { name } of productsOfLine(line))
    if (!(await isPacked(plan, name))) await removeParts(plan, name);
  if (plan.keepIntermediate) return;
  for (const file of intermediateFiles(plan, line)) await removed(file);
  for (const scratch of scratchFolders(plan, line)) await rm(scratch, { recursive: true, force: true });
  for (const { name } of productsOfLine(line))
    for (const file of [mappedFile(plan, name), `${mappedFile(plan, name)}.hdr`]) await removed(file);
}

/** What packing began with: nobody can fetch it, as the zip comes last. */
async function removeParts(plan: OrderPlan, product: string): Promise<void> {
  const { quickLook, cog, netcdf, zip } = productFiles;
  for (const file of [quickLook, cog, netcdf, zip])
    await removed(join(plan.folder, plan.folders.mapped, file(product)));
}

/** With what attempts left that were killed. */
async function removed(file: string): Promise<void> {
  await rm(file, { force: true });
  await removeLeftovers(file);
}
