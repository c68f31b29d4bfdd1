import { addDays } from '../../../domain/data-day.js';
import { SCOPS } from '../../../domain/scops/order-input.js';
import type { Ledger } from '../../../ledger/ledger.js';
import { bulkCounts } from '../../../ledger/read-counts.js';
import { daysBetween, heldThings, listOpenDays } from '../../../ledger/read-lists.js';
import { pausesOfAll } from '../../../ledger/read-interventions.js';
import { ordersThatNeedAPerson } from '../../../ledger/read-orders.js';
import { readRunProgress } from '../../reading/run-progress.js';
import { readHealth } from '../../reading/station-health.js';
import { readStatus } from '../../reading/status.js';
import type { StationHealth } from '../../words/health.js';
import type { BoardApp, Kit } from '../kit.js';
import { lately } from '../lately.js';
import { lastOfStrip, nowPage, RECENT_DAYS } from '../now-page.js';

/** The first page: what needs a person, what is at work, what waits. */
export function nowRoutes(app: BoardApp, kit: Kit): void {
  const { ledger, mission, name, program, sources } = kit;
  const bulk = lately(() => bulkCounts(ledger, name));
  app.get('/', async (context) => {
    const at = kit.now();
    const open = await listOpenDays(ledger, name);
    const newest = await newestDay(ledger, name);
    const last = lastOfStrip(open, newest, at);
    const recent = await daysBetween(ledger, name, addDays(last, 1 - RECENT_DAYS), last);
    const orders = await ordersThatNeedAPerson(ledger, SCOPS);
    const pauses = await pausesOfAll(ledger, orders);
    const facts = {
      mission,
      status: await readStatus(ledger, name, sources.station(), at, program, await bulk()),
      held: await heldThings(ledger, name),
      orders,
      pauses,
      open,
      recent,
      program,
      reader: context.get('reader'),
      progress: await readRunProgress(ledger, mission, sources.paths?.log),
      health: await healthOf(kit),
    };
    return kit.shown(context, { title: 'Now', here: 'now' }, nowPage(facts));
  });
}

async function healthOf({ ledger, name, sources }: Kit): Promise<StationHealth | undefined> {
  const { paths, client, transferLog } = sources;
  return paths && readHealth({ ledger, mission: name, paths, client, transferLog });
}

async function newestDay(ledger: Ledger, mission: string): Promise<string | undefined> {
  const row = await ledger.db
    .selectFrom('days')
    .select((eb) => eb.fn.max<string | null>('day').as('day'))
    .where('mission', '=', mission)
    .executeTakeFirst();
  return row?.day ?? undefined;
}
