import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import { dataDay } from '../../src/domain/data-day.js';
import { processesOf, startStation, until, type RunningStation } from '../support/running-station.js';
import { Killer, type Kill } from './killer.js';
import { leftovers, outcomeOf, type Outcome } from './outcome.js';
import { Seeded } from './seeded.js';

/** Further apart than calibration events reach, so that which day is made first doesn't matter. */
const DAYS = [dataDay('2026-09-01'), dataDay('2026-11-20')];

/** Nothing is late in this mission, however slow the machine is: what is reported is the work of the kills. */
const MISSION = `
pickup: { unannounced: 2h }
receipt: { recheck: 5s, report: 1h }
day: { patience: 1h }
delivery: { panExpected: 1h, panLate: 2h }
pace: { heartbeat: 3s }
levels:
  L1: { deadline: 1h, grace: 5m, run: { timeLimit: 5m } }
  L2:
    deadline: 1h
    grace: 5m
    run: { timeLimit: 5m }
    inputs: # Of the data day alone: the analyses of the day after are pushed for the last day only.
      - { type: MOP01, need: required, lun: 510001 }
      - { type: DLLAPMIS, need: required, lun: 500020 }
      - { type: DLLAXMIS, need: required, lun: 500021 }
`;

interface Lived {
  readonly outcome: Outcome;
  /** Every content that a PDR had while it stood in the delivery directory, but for its expiry. */
  readonly pdrs: Readonly<Record<string, readonly string[]>>;
  readonly left: readonly string[];
  readonly processes: readonly string[];
  readonly kills: readonly Kill[];
  /** Ends of the station's processes that nobody has brought about. */
  readonly endedByThemselves: readonly string[];
}

const seed = Number(process.env['SIPSTREAM_CHAOS_SEED'] ?? Math.floor(Math.random() * 1e9));
let root: string;
let calm: Lived;
let struck: Lived;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sipstream-chaos-'));
  calm = await live('calm');
  const inputs = Object.keys(calm.outcome.archive).filter((name) => /^(L0|DAS)\//.test(name)).length;
  process.stdout.write(`SIPSTREAM_CHAOS_SEED=${seed}\n`);
  struck = await live(
    'struck',
    (running) => new Killer(running, { random: new Seeded(seed), days: DAYS, inputs }),
  );
  for (const kill of struck.kills) process.stdout.write(`${kill.at.toFixed(1)} s  ${kill.what}\n`);
}, 900_000);

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

/** Lets a station work on the days until it is at rest, and looks at what it has made of them. */
async function live(name: string, strike?: (running: RunningStation) => Killer): Promise<Lived> {
  const running = await startStation({ home: join(root, name), mission: MISSION, days: DAYS });
  const pdrs = new Map<string, Set<string>>();
  let stopped = false;
  const watching = watchDelivery(running.home, pdrs, () => stopped);
  const killer = strike?.(running);
  try {
    await until(
      async () => (killer?.isDone ?? true) && (await unrest(running)).length === 0,
      async () =>
        `seed ${seed}: not at rest: ${(await unrest(running)).join('; ')}\n${(killer?.open ?? []).join('\n')}\n${running.said.join('\n')}`,
      { limitMs: 600_000, everyMs: 300 },
    );
    await killer?.end();
    // The ledger is told first, and the workflows end after it.
    await until(
      async () => (await unfinishedWorkflows(running)).length === 0,
      async () => `seed ${seed}: not ended: ${(await unfinishedWorkflows(running)).join('; ')}`,
    );
    const outcome = await outcomeOf(running);
    stopped = true;
    await watching;
    await running.stop();
    return {
      outcome,
      pdrs: Object.fromEntries([...pdrs].map(([pdr, texts]) => [pdr, [...texts]])),
      left: await leftovers(running.home),
      processes: await processesOf(running.home),
      kills: killer?.kills ?? [],
      endedByThemselves: running.said.filter((line) => line.includes(' ended ') && !line.includes('SIGKILL')),
    };
  } finally {
    stopped = true;
    await killer?.end();
    await running.stop();
  }
}

/** Why a station is not at rest yet. */
async function unrest({ station, events, home }: RunningStation): Promise<string[]> {
  const { db } = station.ledger;
  const why: string[] = [];
  if (!events.some((event) => event['kind'] === 'done')) why.push('the DAAC pushes');
  const days = await db.selectFrom('days').select(['day', 'state']).execute();
  if (days.filter((row) => row.state === 'done').length < DAYS.length) why.push('a day is open');
  const receipts = await db.selectFrom('receipts').select('key').where('state', '!=', 'done').execute();
  why.push(...receipts.map((row) => `receipt ${row.key} is open`));
  const mails = (await readdir(join(home, 'mail/in'))).filter((name) => name.endsWith('.eml')).length;
  const messages = await db.selectFrom('messages').select('state').execute();
  if (messages.filter((row) => row.state !== 'kept').length < mails) why.push('mail is unread');
  why.push(...(await leftovers(home)).map((name) => `${name} is there`));
  return why;
}

async function watchDelivery(
  home: string,
  pdrs: Map<string, Set<string>>,
  isOver: () => boolean,
): Promise<void> {
  const directory = join(home, 'delivery');
  while (!isOver()) {
    for (const name of (await readdir(directory)).filter(
      (each) => each.endsWith('.PDR') && !each.startsWith('.'),
    )) {
      const text = await readFile(join(directory, name), 'utf8').catch(() => undefined); // Accepted in between.
      if (text === undefined) continue;
      const comparable = text.replaceAll(home, 'HOME').replace(/EXPIRATION_TIME\s*=[^;]*;/, '');
      pdrs.set(name, (pdrs.get(name) ?? new Set()).add(comparable));
    }
    await new Promise((next) => setTimeout(next, 100));
  }
}

/** Workflows of the engine that are not simply completed. */
async function unfinishedWorkflows({ station }: RunningStation): Promise<string[]> {
  const { address, namespace } = station.file.temporal;
  const connection = await Connection.connect({ address });
  try {
    const found: string[] = [];
    const query = "ExecutionStatus != 'Completed' AND WorkflowType != 'sweep'";
    for await (const { workflowId, status } of new Client({ connection, namespace }).workflow.list({ query }))
      if (!workflowId.startsWith('temporal-sys-')) found.push(`${workflowId} ${status.name}`);
    return found;
  } finally {
    await connection.close();
  }
}

describe('a station whose workers and gateway are killed again and again', () => {
  it('was struck at least twenty times, at work of every kind', () => {
    expect(struck.kills.length).toBeGreaterThanOrEqual(20);
    const names = struck.kills.map((kill) => kill.name);
    expect(names.filter((name) => name === 'workers').length).toBeGreaterThanOrEqual(8);
    expect(names.filter((name) => name === 'gateway').length).toBeGreaterThanOrEqual(8);
    expect(struck.kills.some((kill) => kill.running > 0)).toBe(true);
  });

  it('archives the same files, byte for byte, under the same names', () => {
    expect(struck.outcome.archive).toEqual(calm.outcome.archive);
    expect(Object.keys(calm.outcome.archive).length).toBeGreaterThan(200);
  });

  it('has exactly one line in filenames.tbl and one row in the ledger for each', () => {
    expect(struck.outcome.table).toEqual(calm.outcome.table);
    expect(struck.outcome.recorded).toEqual(struck.outcome.table);
    expect(new Set(struck.outcome.table).size).toBe(Object.keys(struck.outcome.archive).length);
    expect(struck.outcome.intents).toEqual([]);
  });

  it('delivers the same products under the same PDRs, each once', () => {
    expect(struck.outcome.ingested).toEqual(calm.outcome.ingested);
    expect(struck.outcome.deliveries).toEqual(calm.outcome.deliveries);
    expect(calm.outcome.ingested).toHaveLength(2 * DAYS.length);
    expect(struck.pdrs).toEqual(calm.pdrs);
    expect(Object.values(struck.pdrs).map((texts) => texts.length)).toEqual([1, 1, 1, 1]);
  });

  it('starts each processor once', () => {
    expect(struck.outcome.runs).toEqual(
      DAYS.flatMap((day) => ['L1', 'L2'].map((level) => `${day} ${level} 1 succeeded 0`)),
    );
    expect(struck.outcome.starts).toEqual(
      Object.fromEntries(
        DAYS.flatMap((day) => ['L1', 'L2'].map((level) => [`${day}/${level}/run-1.out`, 1])),
      ),
    );
    expect(struck.outcome.verdicts).toEqual(calm.outcome.verdicts);
  });

  it('handles every message and every file of every DN once', () => {
    expect(struck.outcome.messages).toEqual(calm.outcome.messages);
    expect(struck.outcome.receipts).toEqual(calm.outcome.receipts);
    expect(struck.outcome.receipts.filter((receipt) => !receipt.endsWith(': done'))).toEqual([]);
  });

  it('bothers nobody with it', () => {
    expect(struck.outcome.notices).toEqual([]);
    expect(struck.outcome.levels).toEqual(
      DAYS.flatMap((day) => ['L1', 'L2'].map((level) => `${day} ${level} accepted done`)),
    );
    expect(struck.endedByThemselves).toEqual([]);
  });

  it('leaves nothing behind: no file where files only pass, no process', () => {
    expect(struck.left).toEqual([]);
    expect(struck.processes).toEqual([]);
  });
});
