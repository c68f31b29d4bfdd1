import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { workflowIds } from '../../src/domain/ids.js';
import { levelRow } from '../../src/ledger/levels.js';
import { openLedger } from '../../src/ledger/open.js';
import { rebuildLedger, type RebuildOptions } from '../../src/operator/rebuild/rebuild.js';
import { copyOf, differences, type Allowed, type LedgerCopy } from '../support/ledger-copy.js';
import { postgresPrograms, startPostgres } from '../support/postgres.js';
import { processesOf, startStation, until } from '../support/running-station.js';
import { PATIENT, TestStation } from '../support/station.js';

const DAY = dataDay('2026-11-20');
/** A day that is open, and whose L2 an operator holds, when the station stops. */
const OPEN_DAY = dataDay('2026-11-21');
const OPEN_L2 = workflowIds.level('mopitt', OPEN_DAY, 'L2');

/**
 * What a rebuilt ledger may say otherwise, and why. Whatever is not named here has to be equal. `near`: the ledger had
 * the time of the activity by its own clock; the history has that of the engine's event.
 */
const ALLOWED: Allowed = {
  // The mails that the station sent are kept nowhere when a relay takes them.
  notices: { all: true },
  qa: { near: ['measuredAt'] },
  files: { near: ['supersededAt'] },
  stages: { near: ['startedAt', 'endedAt'] },
  levels: { near: ['since', 'until'] },
  runs: { near: ['startedAt', 'endedAt'] },
  deliveries: { near: ['panExpectedAt'] },
  arrivals: { near: ['updatedAt'] },
  // When a message was acted on is known by what its workflow heard; nobody hears of one that was only recorded.
  messages: { lost: ['actedAt'] },
  // The sweep wrote the time at which it looked; the file has the time at which it was moved.
  strays: { near: ['seenAt'] },
};

let station: TestStation;
let before: LedgerCopy;

beforeAll(async () => {
  station = await TestStation.start({
    days: [DAY, OPEN_DAY],
    faults: [
      ...(['wrong-size', 'unknown-file', 'malformed-mail', 'foreign-sender', 'duplicate-dn'] as const),
      ...(['processor-crash', 'pan-failure-long'] as const),
    ],
    answerBy: 'mail',
  });
  try {
    await live(station);
  } catch (error) {
    await station.stop();
    throw error;
  }
}, PATIENT.timeout * 2);

afterAll(async () => {
  expect(await processesOf(station.home)).toEqual([]);
  await rm(station.home, { recursive: true, force: true });
});

/** Two days of operations, with an intervention, an override by the DAAC, and a level that is held at the end. */
async function live(of: TestStation): Promise<void> {
  await of.until('L2 of the second day takes commands', () =>
    of.verb('hold', OPEN_L2, { why: 'calibration is looked at' }).then(
      () => true,
      () => undefined,
    ),
  );
  await of.until('a receipt is held', async () => (await of.rows('receipts', { state: 'held' })).length > 0);
  await of.release('wrong-size');
  const refused = await of.until('an L1 delivery is refused in part', async () => {
    return (await of.rows('levels', { heldCode: 'PAN_PARTIAL' }))[0];
  });
  const second = await command(of.home, ['ledger', 'rebuild']);
  expect(second).toMatchObject({ status: 1, said: expect.stringContaining('runs in') });
  const why = ['--by', 'tester', '--why', 'a test'];
  const words = [
    ['note', DAY, ...why],
    ['gap', '2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z', ...why],
    ['processor', 'L2', '1.0.1', '--from', '2026-12-01', ...why],
  ];
  for (const said of words) expect(await command(of.home, said)).toMatchObject({ status: 0 });
  await of.verb('resubmit', workflowIds.delivery('mopitt', refused.day, 'L1'), { what: 'failed' });
  await of.dayDone(DAY);
  expect(await command(of.home, ['rerun', DAY, 'L2', ...why])).toMatchObject({ status: 0 });
  await of.until('L2 is made and accepted again', async () => {
    const level = await of.level(DAY, 'L2');
    return level?.edition === 2 && level.state === 'done';
  });
  await of.until('the day is done again', async () => (await of.outcomeOf(DAY)).status !== 'RUNNING');
  await of.until('L1 of the second day is accepted', async () => {
    return (await of.level(OPEN_DAY, 'L1'))?.state === 'done';
  });
  await of.levelHeld(OPEN_DAY, 'L2', 'OPERATOR_HOLD');
  await of.until('every receipt has ended', async () =>
    (await of.rows('receipts')).every(({ state }) => state === 'done'),
  );
  await of.until(
    'every message is acted on',
    async () => (await of.rows('messages', { state: 'kept' })).length === 0,
  );
  await of.until('the unknown file is noted', async () => (await of.rows('strays')).length > 0);
  await of.until('the announcements are out', async () => (await of.rows('notices')).every(({ how }) => how));
  before = await copyOf(of.ledger);
  await of.stop();
}

describe('a ledger that is made anew', PATIENT, () => {
  it('equals the old one where archive, mail and Temporal can tell', async () => {
    const into = join(station.home, 'anew.sqlite');
    const report = await rebuildLedger(options({ into }));
    expect(report.kept).toBeUndefined();
    expect(report.findings).toEqual([]);
    const after = await copyAt(into);
    expect(differences(before, after, ALLOWED)).toEqual([]);
    // The story had what it was meant to have.
    const verbs = [...after.interventions.values()].map(({ verb }) => verb).sort();
    expect(verbs).toEqual(['gap', 'hold', 'note', 'open', 'processor', 'rerun', 'resubmit']);
    expect([...after.files.values()].filter(({ supersededAt }) => supersededAt).length).toBeGreaterThan(0);
    expect([after.gaps.size, after.processorChoices.size]).toEqual([1, 1]);
    expect([...after.runs.values()].map(({ state }) => state)).toContain('failed');
    expect([...after.messages.values()].filter(({ state }) => state === 'quarantined')).toHaveLength(2);
    expect(after.strays.size).toBe(1);
    expect([...after.levels.values()].filter(({ heldCode }) => heldCode === 'OPERATOR_HOLD')).toHaveLength(1);
    expect([...after.files.values()].filter(({ figures }) => figures).length).toBeGreaterThan(0);
    expect(
      [...after.files.values()].filter(({ receiptKey, run }) => !receiptKey && run === undefined),
    ).toEqual([]);
  });

  it('is the same when it is made a second time', async () => {
    const [first, second] = ['anew.sqlite', 'again.sqlite'].map((name) => join(station.home, name));
    await rebuildLedger(options({ into: second }));
    expect(differences(await copyAt(first!), await copyAt(second!), {})).toEqual([]);
  });

  it('fills an empty PostgreSQL database, and refuses one that is not empty', async (context) => {
    if (postgresPrograms() === undefined) return context.skip('no initdb and postgres on this machine');
    const server = await startPostgres();
    try {
      const into = await server.newDatabase();
      await rebuildLedger(options({ into }));
      expect(differences(await copyAt(join(station.home, 'anew.sqlite')), await copyAt(into), {})).toEqual(
        [],
      );
      await expect(rebuildLedger(options({ into }))).rejects.toMatchObject({
        code: 'REFUSED',
        message: expect.stringContaining('not empty') as string,
      });
      expect((await readdir(station.home)).filter((name) => name.includes('rebuilding'))).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  it('without Temporal has what archive and mail tell, and says what it lacks', async () => {
    const into = join(station.home, 'without.sqlite');
    const report = await rebuildLedger(options({ into, withoutTemporal: true }));
    const after = await copyAt(into);
    expect(report.untold.join(' ')).toContain('Interventions');
    expect([...after.files.keys()].sort()).toEqual([...before.files.keys()].sort());
    // Every file that came once came by the DN that announced it.
    expect([...after.days.values()]).toMatchObject([{ day: DAY, state: 'done', openedBy: 'unknown' }]);
    const done = [...after.levels.values()].map(({ day, level, state }) => `${day} ${level} ${state}`).sort();
    expect(done).toEqual([`${DAY} L1 done`, `${DAY} L2 done`, `${OPEN_DAY} L1 done`]);
    expect([...after.acknowledgements.keys()].sort()).toEqual([...before.acknowledgements.keys()].sort());
    expect([...after.messages.keys()].sort()).toEqual([...before.messages.keys()].sort());
    expect(after.interventions.size).toBe(0);
  });

  it('refuses, without Temporal, to go on as if nothing were missing', async () => {
    const home = join(station.home, 'no-such-home');
    await expect(rebuildLedger({ ...options({}), home })).rejects.toMatchObject({ code: 'NOT_RUNNING' });
    await rm(home, { recursive: true, force: true });
  });

  it('leaves the old ledger as it was, wherever it is killed', async () => {
    const old = await readFile(station.paths.ledger);
    for (const word of ['archive:', 'Temporal server', 'Temporal:', 'mail:']) {
      await killedAt(word);
      expect(await readFile(station.paths.ledger), word).toEqual(old);
      expect(differences(before, await copyAt(station.paths.ledger), {}), word).toEqual([]);
      await until(
        async () => (await processesOf(station.home)).length === 0,
        async () => (await processesOf(station.home)).join('\n'),
      );
    }
  });

  it('takes the place of the old one, which is kept, and the station goes on with it', async () => {
    const { status, said } = await command(station.home, ['ledger', 'rebuild', '--json'], mission());
    expect({ status, said }).toMatchObject({ status: 0 });
    const kept = (await readdir(station.home)).filter((name) => name.includes('.before-'));
    expect(kept).toHaveLength(1);
    expect(differences(before, await copyAt(join(station.home, kept[0]!)), {})).toEqual([]);
    expect(differences(before, await copyAt(station.paths.ledger), ALLOWED)).toEqual([]);

    const again = await startStation({
      home: station.home,
      mission: (await readFile(mission(), 'utf8')).split('\n').slice(1).join('\n'),
      days: [DAY, OPEN_DAY],
      simulator: { pollMs: 300, answerBy: 'mail' },
    });
    try {
      const connection = await Connection.connect({ address: again.station.file.temporal.address });
      const client = new Client({ connection, namespace: again.station.file.temporal.namespace });
      await client.workflow
        .getHandle(OPEN_L2)
        .executeUpdate('release', { args: [{ by: 'tester', why: 'it was looked at' }] });
      const key = { mission: 'mopitt', day: OPEN_DAY, level: 'L2' };
      await until(
        async () => (await levelRow(again.station.ledger, key))?.state === 'done',
        async () => JSON.stringify(await levelRow(again.station.ledger, key)),
      );
      await connection.close();
    } finally {
      await again.stop();
    }
  });
});

function options(more: Partial<RebuildOptions>): RebuildOptions {
  const quiet = () => undefined;
  const usual = { withoutTemporal: false, now: Date.now(), show: quiet, say: quiet };
  return { ...usual, home: station.home, mission: mission(), ...more };
}

function mission(): string {
  return join(station.home, 'mission.yaml');
}

async function copyAt(location: string): Promise<LedgerCopy> {
  const ledger = await openLedger(location);
  try {
    return await copyOf(ledger);
  } finally {
    await ledger.close();
  }
}

function start(home: string, args: readonly string[], missionFile?: string) {
  const words = [resolve('dist/operator/cli/main.js'), '--home', home];
  if (missionFile !== undefined) words.push('--mission', missionFile);
  return spawn(process.execPath, [...words, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function command(home: string, args: readonly string[], missionFile?: string) {
  const child = start(home, args, missionFile);
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, said };
}

/** Kills a rebuild in place as soon as it has said a word. */
async function killedAt(word: string): Promise<void> {
  const child = start(station.home, ['ledger', 'rebuild'], mission());
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
    if (said.includes(word)) child.kill('SIGKILL');
  });
  const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect({ status, signal, said }).toMatchObject({ signal: 'SIGKILL' });
}
