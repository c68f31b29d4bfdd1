import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { HISTORIES } from './histories.js';
import { recordDays } from './record-days.js';
import { recordOrders } from './record-orders.js';

const RECORDED = process.env['SIPSTREAM_RECORD'];
if (RECORDED === '1' || RECORDED === 'days') await recordDays();
if (RECORDED === '1' || RECORDED === 'orders') await recordOrders();

interface Recorded {
  readonly workflowId: string;
  readonly events: readonly Record<string, unknown>[];
}

const recorded = new Map(
  readdirSync(HISTORIES)
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(join(HISTORIES, name), 'utf8')) as Recorded]),
);
const BUILT = resolve('dist/workflow-bundle.js');
const QUIET = { logger: new DefaultLogger('ERROR') };
let directory: string;

beforeAll(async () => {
  Runtime.install({
    ...QUIET,
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
  });
  directory = await mkdtemp(join(tmpdir(), 'sipstream-replay-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function replay({ workflowId, events }: Recorded, codePath = BUILT): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle: { codePath } }, { events }, workflowId);
}

/** The built bundle after a change of its code, which has to be there exactly so often. */
async function changedBundle(from: string, to: string, times: number): Promise<string> {
  const parts = readFileSync(BUILT, 'utf8').split(from);
  expect(parts).toHaveLength(times + 1);
  const path = join(directory, 'changed.js');
  await writeFile(path, parts.join(to));
  return path;
}

describe('the workflows of today', () => {
  it.each([...recorded.keys()])('go on with %s as it was recorded', async (name) => {
    await expect(replay(recorded.get(name)!)).resolves.toBeUndefined();
  });

  it('are noticed when they do things in another order than those of the recording', async () => {
    const changed = await changedBundle('await work.stage()', 'await work.quality()', 1);
    await expect(replay(recorded.get('2026-09-01-L1.json')!, changed)).rejects.toThrow(
      DeterminismViolationError,
    );
  });

  it('are noticed when they leave something out', async () => {
    const changed = await changedBundle('await keeper.untilAccepted();', '', 1);
    await expect(replay(recorded.get('2026-09-01-L1-delivery.json')!, changed)).rejects.toThrow(
      DeterminismViolationError,
    );
  });
});

describe('the workflows of orders', () => {
  it.each([
    ['make the elevations after the lines', 'await this.prepare();', 'order-complete.json'],
    ['pack what was not mapped', 'await this.attempt(this.shared, names)', 'line-complete-1.json'],
    ['do not wait for the operator', 'await desk.holdUntilRetry(', 'line-partly-2.json'],
  ])('are noticed when they %s', async (_, left, name) => {
    const changed = await changedBundle(left, left.endsWith('(') ? 'void (' : 'undefined', 1);
    await expect(replay(recorded.get(name)!, changed)).rejects.toThrow(DeterminismViolationError);
  });
});

describe('the recordings', () => {
  const said = (name: string) => JSON.stringify(recorded.get(name));
  const everything = [...recorded.values()];
  const holds = (code: string) =>
    everything.filter(({ events }) => decoded(events).includes(`held: ${code}`)).length;

  it('are of every kind of workflow', () => {
    const types = everything.map(({ events }) => typeOf(events[0]!));
    expect(new Set(types)).toEqual(
      new Set(['productDay', 'level', 'delivery', 'receipt', 'sweep', 'order', 'flightLine']),
    );
  });

  it('have in them what operators do, and what the DAAC and the days do to them', () => {
    const updates = everything.flatMap(({ events }) =>
      events
        .filter((event) => String(event['eventType']).includes('UPDATE_ACCEPTED'))
        .map((event) => JSON.stringify(event)),
    );
    const ofDays = ['hold', 'release', 'proceed', 'wait', 'resubmit', 'abandon'];
    const ofOrders = ['confirm', 'equations', 'dem', 'retry', 'cancel'];
    for (const verb of [...ofDays, ...ofOrders])
      expect(
        updates.some((update) => update.includes(`"name":"${verb}"`)),
        verb,
      ).toBe(true);
    const codes = ['MISSING_INPUT', 'OPERATOR_HOLD', 'PAN_PARTIAL', 'FILE_INCOMPLETE'];
    for (const code of [...codes, 'LINE_FAILED', 'DEM_UNCOVERED'])
      expect(holds(code), code).toBeGreaterThan(0);
    expect(said('receipt-troubled.json')).toContain('filePushed');
  });

  it('have every end of an order', () => {
    const ends = everything.flatMap(({ events }) => {
      const result = events.at(-1)!['workflowExecutionCompletedEventAttributes'];
      return typeOf(events[0]!) === 'order' && result ? [decoded([result])] : [];
    });
    for (const end of ['removed', 'cancelled', 'expired', 'failed'])
      expect(
        ends.some((result) => result.includes(end)),
        end,
      ).toBe(true);
  });

  it('know nothing of the machine that made them', () => {
    for (const { events } of everything) {
      const text = decoded(events);
      expect(text).not.toContain(resolve('.'));
      expect(text).not.toContain(hostname());
    }
  });

  function typeOf(event: Record<string, unknown>): string {
    const { workflowType } = event['workflowExecutionStartedEventAttributes'] as {
      workflowType: { name: string };
    };
    return workflowType.name;
  }
});

/** A history as text, with its payloads readable. */
function decoded(events: readonly unknown[]): string {
  return JSON.stringify(events, (key, value: unknown) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value,
  );
}

describe('the bundle', () => {
  it('is refused when a workflow reaches for what only a machine has', async () => {
    const workflowsPath = join(directory, 'impure.js');
    await writeFile(
      workflowsPath,
      "import { readFileSync } from 'node:fs';\nexport async function impure() { return readFileSync('/etc/hostname', 'utf8'); }\n",
    );
    const said: string[] = [];
    const logger = new DefaultLogger('ERROR', ({ message }) => void said.push(message));
    await expect(bundleWorkflowCode({ workflowsPath, logger })).rejects.toThrow(
      'Webpack finished with errors',
    );
    expect(said.join('\n')).toContain('node:fs');
  });

  it('of the sources is not', async () => {
    const { code } = await bundleWorkflowCode({
      workflowsPath: resolve('dist/workflows/index.js'),
      ...QUIET,
    });
    expect(code).toContain('productDay');
  });
});
