import { join, relative } from 'node:path';
import { sizeOf } from '../../adapters/files/size-of.js';
import type { OrderPlan } from '../../airborne/plan/order-plan.js';
import { mappedFile } from '../../airborne/plan/requests.js';
import { productFiles, productsOf } from '../../domain/scops/names.js';
import { productRow, upsertProduct, type ProductPatch } from '../../ledger/order-products.js';
import type { StationContext } from '../context.js';
import { orderKey } from './places.js';

/** Tells the ledger of a product whose zip is there, once: it can be fetched. */
export async function tellPacked(
  { ledger, now }: Pick<StationContext, 'ledger' | 'now'>,
  plan: OrderPlan,
  product: string,
): Promise<void> {
  const { mission, id: orderId } = orderKey(plan.id);
  const key = { mission, orderId, product };
  if ((await productRow(ledger, key))?.state === 'complete') return;
  const { line, kind } = productsOf(plan.order).find(({ name }) => name === product)!;
  await upsertProduct(ledger, key, { line, kind, ...(await packedPatch(plan, product, now())) });
}

/** What the ledger is told of a product whose zip is there: its sizes and files. The map's own size while it is still there. */
export async function packedPatch(plan: OrderPlan, product: string, at: number): Promise<ProductPatch> {
  const place = (file: string) => join(plan.folder, plan.folders.mapped, file);
  const named = {
    zip: productFiles.zip(product),
    quickLook: productFiles.quickLook(product),
    ...Object.fromEntries(plan.order.formats.map((format) => [format, productFiles[format](product)])),
  };
  const files: Record<string, string> = {};
  for (const [kind, file] of Object.entries(named))
    if ((await sizeOf(place(file))) !== undefined) files[kind] = relative(plan.folder, place(file));
  const mappedBytes = await sizeOf(mappedFile(plan, product));
  return {
    stage: 'complete',
    progress: 100,
    state: 'complete',
    zipBytes: (await sizeOf(place(named.zip)))!,
    files,
    endedAt: at,
    ...(mappedBytes !== undefined && { mappedBytes }),
  };
}
