import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { hasCode } from '../../adapters/files/io-error.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { eitherRunner } from '../../adapters/processor/configured-runner.js';
import { stopRuns } from '../../adapters/processor/stop-runs.js';
import { flightName } from '../../domain/scops/names.js';
import { forgetProducts } from '../../ledger/order-products.js';
import { forgetRuns } from '../../ledger/order-runs.js';
import { upsertOrder } from '../../ledger/orders.js';
import type { StationContext } from '../context.js';
import { paceOf } from '../level-task.js';
import type { OrderActivities } from './contract.js';
import { endLines } from './line-ends.js';
import { orderKey, orderPlaces } from './places.js';
import { writeRecord } from './record.js';
import { removeMade } from './removal.js';

/** An order begins: its folder has what was sent, and the ledger knows it. */
export function openActivities(context: StationContext): Pick<OrderActivities, 'openOrder'> {
  return {
    async openOrder(input) {
      const { id, order, by, needsConfirmation, at } = input;
      const { scops } = context;
      const lines = order.lines.map(({ name }) => name);
      // An order that was terminated and is sent again: lines of before still end, and would give up the products of this one.
      await endLines(context.client, id, lines);
      const places = orderPlaces(context, id);
      await makeDirectory(places.folder);
      await forgetBefore(context, id, at);
      await writeFileAtomic(places.order, `${JSON.stringify(input, undefined, 2)}\n`);
      await upsertOrder(context.ledger, orderKey(id), {
        project: order.project,
        email: order.email,
        flight: flightName(order),
        request: order,
        state: needsConfirmation ? 'awaiting confirmation' : 'preparing',
        sentence: `It was sent by ${by}.`,
        since: at,
        createdAt: at,
        folder: places.folder,
        heldCode: null,
        heldSentence: null,
        heldDetails: null,
        until: null,
        thenWhat: null,
        completedAt: null,
        confirmedAt: needsConfirmation ? null : at,
        expiresAt: null,
        masterZip: null,
        masterBytes: null,
        missing: null,
      });
      await writeRecord(context, id);
      const { confirmation, retentionMs, retentionNoticeMs, lineGraceMs, attentionMs, limits, jobs } = scops;
      return {
        pace: paceOf(context),
        reminderMs: confirmation.reminderMs,
        expiryMs: confirmation.expiryMs,
        attentionMs,
        retentionMs,
        retentionNoticeMs,
        lineGraceMs,
        linesAtOnce: limits.linesAtOnce,
        system: jobs.system,
      };
    },
  };
}

/**
 * The same order may have been made before, with other equations. Nothing of that counts for this time; the document of how it
 * was made is kept, since its products may be in use.
 */
async function forgetBefore(context: StationContext, id: string, at: number): Promise<void> {
  const { ledger } = context;
  const { mission } = orderKey(id);
  const { folder, provenance, plan, cfg, runs } = orderPlaces(context, id);
  // What was terminated while no worker was there still runs.
  await stopRuns(eitherRunner(context.programs, context.jobs), runs);
  await removeMade(context, id);
  await forgetProducts(ledger, mission, id);
  await forgetRuns(ledger, mission, id);
  await moved(provenance, join(folder, `provenance-before-${at}.json`));
  for (const path of [plan, cfg]) await rm(path, { force: true });
}

async function moved(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
