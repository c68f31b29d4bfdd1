import { join } from 'node:path';
import type { Ledger } from '../../ledger/ledger.js';
import { readScopsConfig } from '../../adapters/station/scops-config.js';
import { openLedger } from '../../ledger/open.js';
import { rebuildForgottenDays } from '../../ledger/rebuild/forgotten-days.js';
import type { Heard } from '../../ledger/rebuild/heard.js';
import type { Retelling } from '../../ledger/rebuild/moment.js';
import { Findings, type Finding } from './findings.js';
import { holdHome } from './hold-home.js';
import { productMets } from './product-mets.js';
import { rebuildFiles } from './read-archive.js';
import { rebuildMessages } from './rebuild-messages.js';
import { rebuildOrderInterventions, rebuildOrders } from './rebuild-orders.js';
import { rebuildStrays } from './rebuild-strays.js';
import { rebuildWorkflows } from './rebuild-workflows.js';
import { readSources, withTemporal, type Sources } from './sources.js';
import { copyInto, countRows, isPostgres, refuseFull, removeLedgerFile, settle, swapIn } from './target.js';
import { UNTOLD, UNTOLD_WITHOUT_TEMPORAL } from './untold.js';

/** What a rebuild is asked for. */
export interface RebuildOptions {
  readonly home: string;
  /** A mission file, or the short name of a mission. */
  readonly mission?: string | undefined;
  /** Where the new ledger goes; default: the place of the station's ledger. */
  readonly into?: string | undefined;
  readonly withoutTemporal: boolean;
  /** Epoch milliseconds: names the old ledger. */
  readonly now: number;
  readonly show: (text: string) => void;
  readonly say: (text: string) => void;
}

/** What a rebuild has done. */
export interface RebuildReport {
  readonly ledger: string;
  /** The old ledger; absent when there was none. */
  readonly kept?: string;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  /** What no source can tell, one sentence each. */
  readonly untold: readonly string[];
}

/**
 * Makes the ledger anew from archive, kept mail and Temporal, in a file of its own, and puts it in its place only when it
 * is whole: killed at any instruction, the old one is where it was. No station may run in the home meanwhile.
 */
export async function rebuildLedger(options: RebuildOptions): Promise<RebuildReport> {
  const sources = await readSources(options.home, options.mission);
  const { paths, mission, missionFile } = sources;
  return holdHome(paths, { mission: mission.mission, missionFile }, async () => {
    const place = options.into ?? paths.ledger;
    const database = isPostgres(place) ? await openLedger(place) : undefined;
    try {
      if (database) await refuseFull(database);
      const work = database ? join(paths.home, 'ledger.rebuilding') : `${place}.rebuilding`;
      // What a rebuild that was killed has left behind.
      await removeLedgerFile(work);
      const findings = new Findings();
      const { ledger, rows } = await build(sources, work, options, findings);
      let kept: string | undefined;
      if (database) {
        await copyInto(ledger, database, options.show);
        await ledger.close();
        await removeLedgerFile(work);
      } else {
        await settle(ledger, work);
        kept = await swapIn(work, place, options.now);
      }
      return {
        ledger: database ? withoutPassword(place) : place,
        ...(kept !== undefined && { kept }),
        rows,
        findings: findings.list(),
        untold: [...UNTOLD, ...(options.withoutTemporal ? UNTOLD_WITHOUT_TEMPORAL : [])],
      };
    } finally {
      await database?.close();
    }
  });
}

async function build(
  sources: Sources,
  work: string,
  options: RebuildOptions,
  findings: Findings,
): Promise<{ ledger: Ledger; rows: Record<string, number> }> {
  const { config, paths, mission } = sources;
  const { show, say } = options;
  const ledger = await openLedger(work);
  try {
    const { staging, delivery } = paths;
    const to: Retelling = { ledger, mission, places: { staging, delivery } };
    say(`archive: ${await rebuildFiles(to, paths, findings, show)} files`);
    let heard: Heard | undefined;
    if (!options.withoutTemporal) {
      const told = await withTemporal(sources, say, async (client) => {
        await rebuildOrderInterventions(to, client);
        return rebuildWorkflows(to, paths, client, findings, show);
      });
      heard = told.heard;
      say(`Temporal: ${told.workflows} workflows`);
    }
    say(`mail: ${await rebuildMessages({ to, paths, heard, findings }, show)} messages`);
    for (const { day, level } of await rebuildForgottenDays(to, (key) => productMets(to, paths, key)))
      findings.add(
        'levels with products of which nothing tells whether they were delivered',
        `${day} ${level}`,
      );
    await rebuildStrays(to, paths);
    const orders = await rebuildOrders(ledger, readScopsConfig(config, paths).output, findings, show);
    if (orders > 0) say(`orders: ${orders}`);
    return { ledger, rows: await countRows(ledger) };
  } catch (error) {
    await ledger.close();
    await removeLedgerFile(work);
    throw error;
  }
}

function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^:/@]*):[^@]*@/, '$1@');
}
