import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { runPlaces, type StationContext } from '../../src/activities/context.js';
import { dayActivities } from '../../src/activities/day.js';
import { deliveryActivities } from '../../src/activities/deliver.js';
import { holdActivities } from '../../src/activities/hold.js';
import { receiveActivities } from '../../src/activities/receive.js';
import { runActivities } from '../../src/activities/run.js';
import type { LevelTask, ReceiptTask } from '../../src/activities/contract.js';
import { mailStore } from '../../src/adapters/mail/mail-store.js';
import { mailer } from '../../src/adapters/mail/outgoing.js';
import { readRecord } from '../../src/adapters/processor/run-records.js';
import { configSchema, stationPaths } from '../../src/adapters/station/config.js';
import { dataDay } from '../../src/domain/data-day.js';
import { archiveManyOnce } from '../../src/ledger/archive-once.js';
import { deliveryByPdr, upsertDelivery } from '../../src/ledger/deliveries.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { levelRow } from '../../src/ledger/levels.js';
import { messageRow, recordMessage } from '../../src/ledger/messages.js';
import { openLedger } from '../../src/ledger/open.js';
import { arrivalsOf } from '../../src/ledger/receipts.js';
import { upsertRun } from '../../src/ledger/runs.js';
import { Intake } from '../../src/activities/intake.js';
import { makeRun, makeWaitingRun, runSite, type RunSite } from './fixtures/processor-runs.js';
import { mopitt } from '../support/mopitt.js';

const DAY = dataDay('2026-11-20');
const KEY = { mission: 'mopitt', day: DAY, level: 'L1' };
const NOW = Date.parse('2026-11-23T12:00:00Z');

let site: RunSite;
let home: string;
let ledger: Ledger;
let context: StationContext;

beforeAll(async () => {
  site = await runSite();
});
afterAll(() => site.remove());

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sipstream-core-'));
  const config = configSchema.parse({});
  const paths = stationPaths(home, config);
  ledger = await openLedger(paths.ledger);
  context = {
    mission: await mopitt(),
    config,
    paths,
    ledger,
    client: {} as Client,
    mailer: mailer({
      from: 'station@example.org',
      to: ['ops@example.org'],
      outDirectory: join(paths.mail, 'out'),
    }),
    runner: site.runner,
    jobs: {} as StationContext['jobs'],
    programs: {} as StationContext['programs'],
    scops: {} as StationContext['scops'],
    now: () => NOW,
  };
});

afterEach(async () => {
  await ledger.close();
  await rm(home, { recursive: true, force: true });
});

const act = <T>(work: () => Promise<T>): Promise<T> => new MockActivityEnvironment().run(work);

describe('the opening of a day', () => {
  it('knows the runs of an earlier opening, so that theirs are not taken for its own', async () => {
    await upsertRun(ledger, { ...KEY, run: 4 }, { state: 'failed' });
    const plan = await act(() =>
      dayActivities(context).openDay({ mission: 'mopitt', day: DAY, openedBy: 'ops', at: NOW }),
    );
    expect(plan.levels.map(({ level, runsBefore }) => [level, runsBefore])).toEqual([
      ['L1', 4],
      ['L2', 0],
    ]);
  });
});

describe('a level that is given up', () => {
  it('leaves no processor running that nobody attends', async () => {
    const { runDirectory } = runPlaces(context, DAY, 'L1', 1);
    const { run } = await makeWaitingRun(site);
    await site.runner.ensureStarted({ ...run, runDirectory });
    await act(() => dayActivities(context).abandonLevel({ ...KEY, at: NOW }));
    expect(await readRecord(runDirectory, 'exit')).toMatchObject({ stopped: true });
    expect((await levelRow(ledger, KEY))?.state).toBe('abandoned');
  });
});

describe('a run', () => {
  it('that was started is attended to its end, though the installed processor is another one by now', async () => {
    const { runDirectory } = runPlaces(context, DAY, 'L1', 1);
    await site.runner.ensureStarted({ ...(await makeRun(site, 'answer', ['0'])), runDirectory });
    const task = { ...KEY, version: '1.0.1', timeLimitMs: 60_000 } as LevelTask;
    const answer = act(() => runActivities(context).runProcessor({ task, run: 1, digest: 'planned' }));
    await expect(answer).resolves.toMatchObject({ elapsedMs: expect.any(Number) as number });
  });
});

describe('a delivery that ends', () => {
  it('marks the PDR that the DAAC took as accepted, be it an older one', async () => {
    for (const pdr of ['PDR.1', 'PDR.2']) await upsertDelivery(ledger, { ...KEY, pdr }, { state: 'waiting' });
    await act(() =>
      deliveryActivities(context).settleDelivery({
        ...KEY,
        pdrs: ['PDR.1', 'PDR.2'],
        accepted: ['PDR.1'],
        state: 'accepted',
        at: NOW,
      }),
    );
    expect((await deliveryByPdr(ledger, 'mopitt', 'PDR.1'))?.state).toBe('accepted');
    expect((await deliveryByPdr(ledger, 'mopitt', 'PDR.2'))?.state).toBe('superseded');
  });

  it('takes away the PDR that was being made when it was given up', async () => {
    const pdr = join(context.paths.delivery, 'PDR.1.PDR');
    await mkdir(dirname(pdr), { recursive: true });
    await writeFile(pdr, 'half');
    await upsertDelivery(ledger, { ...KEY, pdr: 'PDR.1' }, { state: 'preparing' });
    await act(() =>
      deliveryActivities(context).settleDelivery({
        ...KEY,
        pdrs: [],
        accepted: [],
        state: 'abandoned',
        at: NOW,
      }),
    );
    expect((await deliveryByPdr(ledger, 'mopitt', 'PDR.1'))?.state).toBe('abandoned');
    expect(await readdir(context.paths.delivery)).toEqual([]);
  });
});

describe('a hold', () => {
  it('is written again after the stage was tried again, with the time of the next look, and mailed once', async () => {
    const { announceHold } = holdActivities(context);
    const notice = {
      ...KEY,
      workflowId: 'mopitt/2026-11-20/L1',
      subject: '2026-11-20 L1',
      stage: 'stage',
      code: 'DISK_FULL',
      sentence: 'The disk is full.',
      details: [],
      at: NOW,
      verbs: ['retry', 'abandon'],
      thenWhat: 'it is tried again by itself',
    } as const;
    for (const until of [NOW + 1_000, NOW + 2_000]) await announceHold({ ...notice, until });
    expect(await levelRow(ledger, KEY)).toMatchObject({ state: 'held', until: NOW + 2_000 });
    expect(await readdir(join(context.paths.mail, 'out'))).toHaveLength(1);
  });

  it('that ends because an operator waits longer leaves a level that waits until then', async () => {
    const waiting = { sentence: 'It waits.', until: NOW + 1_000, thenWhat: 'it holds' };
    await holdActivities(context).noteWaiting({ ...KEY, ...waiting });
    expect(await levelRow(ledger, KEY)).toMatchObject({ state: 'waiting', ...waiting });
  });
});

describe('a DN whose file was archived after another DN', () => {
  it('ends, with the reason; a DN that came later than the archiving is held', async () => {
    const name = 'MOPATTNF.A2026324.0000.001.2026325000000';
    const row = {
      mission: 'mopitt',
      archivePath: 'L0/2026/11/x',
      originalName: name,
      archiveName: 'x',
      type: 'MOPATTNF',
      day: DAY,
      size: 20,
      md5: 'm',
      kind: 'input',
      archivedAt: NOW,
    } as const;
    await archiveManyOnce(ledger, [row], () => Promise.resolve());
    const task = (key: string, receivedAt: number): ReceiptTask => ({
      mission: 'mopitt',
      key,
      receivedAt,
      notice: {
        ftpDir: '/pickup',
        granules: [{ ur: 'u', shortName: 'MOPATTNF', versionId: '001', files: [{ name, size: 10 }] }],
      },
    });
    const { receiveFiles } = receiveActivities(context);
    await mkdir(context.paths.pickup, { recursive: true });
    const earlier = await act(() => receiveFiles(task('earlier', NOW - 1)));
    expect(earlier).toMatchObject({ waiting: [], incomplete: [], refused: [] });
    const [arrival] = await arrivalsOf(ledger, { mission: 'mopitt', key: 'earlier' });
    expect(arrival).toMatchObject({
      state: 'archived',
      reason: expect.stringContaining('20 bytes') as string,
    });
    const later = await act(() => receiveFiles(task('later', NOW + 1)));
    expect(later).toMatchObject({ incomplete: [{ name }], refused: [] });
  });
});

describe('a message that is set aside', () => {
  it('is taken up again after a kill until people were told of it', async () => {
    const path = join(context.paths.mail, 'in');
    await mkdir(path, { recursive: true });
    const kept = await mailStore(context.paths.mail).keep(Buffer.from('no message of ours'), {
      via: 'pickup',
      fileName: 'X.PAN',
      receivedAt: new Date(NOW).toISOString(),
    });
    const mute = { ...context, mailer: { send: () => Promise.reject(new Error('killed')) } };
    await expect(new Intake(mute, mailStore(context.paths.mail)).take(kept)).rejects.toThrow('killed');

    const after = mailStore(context.paths.mail);
    const again = [];
    for await (const message of after.list()) again.push(message);
    expect(again.map(({ id }) => id)).toEqual([kept.id]);
    await new Intake(context, after).take(again[0]!);
    expect(await readdir(join(context.paths.mail, 'out'))).toHaveLength(1);
    expect(await readdir(path)).toEqual([]);
    expect((await messageRow(ledger, { mission: 'mopitt', id: kept.id }))?.state).toBe('quarantined');
  });
});

describe('a message that was removed by hand', () => {
  it('does not keep those behind it waiting, and is said to be gone', async () => {
    const store = mailStore(context.paths.mail);
    const kept = await store.keep(Buffer.from('MESSAGE_TYPE = SHORTPAN;'), {
      via: 'pickup',
      fileName: 'X.PAN',
      receivedAt: new Date(NOW).toISOString(),
    });
    const key = { mission: 'mopitt', id: kept.id };
    await recordMessage(ledger, {
      ...key,
      via: 'pickup',
      kind: 'PAN',
      receivedAt: NOW,
      path: 'mail/in/x',
      state: 'kept',
    });
    await rm(kept.path);
    await new Intake(context, store).take(kept);
    expect(await messageRow(ledger, key)).toMatchObject({
      state: 'recorded',
      sentence: expect.stringContaining('removed') as string,
    });
  });
});
