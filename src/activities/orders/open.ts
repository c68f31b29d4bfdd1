import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { flightName } from '../../domain/scops/names.js';
import { upsertOrder } from '../../ledger/orders.js';
import type { StationContext } from '../context.js';
import { paceOf } from '../level-task.js';
import type { OrderActivities } from './contract.js';
import { orderKey, orderPlaces } from './places.js';

/** An order begins: its folder has what was sent, and the ledger knows it. */
export function openActivities(context: StationContext): Pick<OrderActivities, 'openOrder'> {
  return {
    async openOrder({ id, order, by, needsConfirmation, at }) {
      const { scops } = context;
      const places = orderPlaces(context, id);
      await makeDirectory(places.folder);
      const said = { id, order, by, needsConfirmation, at };
      await writeFileAtomic(places.order, `${JSON.stringify(said, undefined, 2)}\n`);
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
        // The same order may have been made and removed before.
        until: null,
        thenWhat: null,
        completedAt: null,
        confirmedAt: needsConfirmation ? null : at,
        expiresAt: null,
        masterZip: null,
        masterBytes: null,
        missing: null,
      });
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
