import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { hasCode } from '../../adapters/files/io-error.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import { recordIntervention } from '../../ledger/interventions.js';
import { transact, type Ledger } from '../../ledger/ledger.js';
import { upsertProduct } from '../../ledger/order-products.js';
import { recordRun } from '../../ledger/order-runs.js';
import { upsertOrder } from '../../ledger/orders.js';
import { decisionsOf } from '../../ledger/rebuild/decisions.js';
import type { Retelling } from '../../ledger/rebuild/moment.js';
import { retellOrder } from '../../ledger/rebuild/orders.js';
import type { Findings } from './findings.js';
import { factsOfGroup, groupsOf } from './read-temporal.js';

/** Tells every order again whose folder lies in the folder of orders, and says how many there were. */
export async function rebuildOrders(
  ledger: Ledger,
  output: string,
  findings: Findings,
  show: (text: string) => void,
): Promise<number> {
  let count = 0;
  for (const name of await foldersOf(output)) {
    const folder = join(output, name);
    const told = retellOrder(
      {
        folder,
        order: await documentOf(folder, 'order.json'),
        record: await documentOf(folder, 'record.json'),
        provenance: await documentOf(folder, 'provenance.json'),
        isPrepared: existsSync(join(folder, 'plan.json')),
        hasFile: (file) => existsSync(join(folder, file)),
      },
      (what) => findings.add(what, name),
    );
    if (!told) continue;
    await transact(ledger, async (inner) => {
      await upsertOrder(inner, told.order, told.order);
      for (const product of told.products) await upsertProduct(inner, product, product);
      for (const run of told.runs) await recordRun(inner, run);
    });
    count += 1;
    show(`orders: ${count} (${name})`);
  }
  return count;
}

/** Tells again what operators said to orders and their lines, as far as Temporal keeps it. */
export async function rebuildOrderInterventions(
  { ledger, mission }: Retelling,
  client: Client,
): Promise<void> {
  const { groups } = await groupsOf(client, SCOPS);
  for (const group of groups)
    for (const workflow of await factsOfGroup(client, group))
      for (const row of decisionsOf({ ...mission, mission: SCOPS }, workflow).interventions)
        await recordIntervention(ledger, row);
}

async function foldersOf(output: string): Promise<string[]> {
  try {
    const entries = await readdir(output, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** A document of an order's folder; undefined when it isn't there, null when it is no JSON. */
async function documentOf(folder: string, name: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, name), 'utf8')) as unknown;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
