import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { runCommand } from '../../src/operator/cli/program.js';
import { startStation, until, type RunningStation } from '../support/running-station.js';

const DAY = dataDay('2026-11-20');
let home: string;
let running: RunningStation;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sipstream-verbs-'));
  // Nothing is ever pushed, and the patience is long: the day waits for as long as the test needs.
  running = await startStation({ home, days: [], mission: 'day: { patience: 10h, opensAt: null }' });
});
afterAll(async () => {
  await running?.stop();
  await rm(home, { recursive: true, force: true });
});

async function sipstream(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await runCommand(['--home', home, ...words], {
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    isTerminal: false,
    environment: { PATH: '' },
    now: Date.now,
  });
  return { status, out: out.replace(/\s+/g, ' '), err: err.replace(/\s+/g, ' ') };
}

/** The story that a level's workflow tells. */
async function story(
  level: string,
): Promise<{ state: string; stage: string; until?: string; live: boolean }> {
  const { out } = await sipstream('why', DAY, level, '--json');
  // Just after a day is opened there may be nothing to say of its levels.
  const { parts = [] } = JSON.parse(out) as {
    parts?: { live: boolean; story: { state: string; stage: string; until?: string } }[];
  };
  const [part] = parts;
  return {
    live: part?.live ?? false,
    state: part?.story.state ?? '',
    stage: part?.story.stage ?? '',
    ...(part?.story.until !== undefined && { until: part.story.until }),
  };
}

const reason = ['--why', 'a test', '--by', 'operator'];

describe("an operator's commands", () => {
  it('open a day, which then says live what it waits for', async () => {
    const opened = await sipstream('open', DAY, ...reason);
    expect(opened).toMatchObject({ status: 0, err: '' });
    await until(
      async () => {
        // The ledger says `waiting` from the opening on; the level itself, once it has looked at the archive.
        const { live, state } = await story('L1');
        return live && state === 'waiting';
      },
      async () => JSON.stringify(await sipstream('why', DAY)),
    );
    const { out } = await sipstream('why', DAY, 'L1');
    expect(out).toContain(`${DAY} L1 waits at 'await inputs'`);
    expect(out).toMatch(/It waits for 60 required granules \(0 of 60 .*here\)\./);
    expect(out).toContain('missing: MOP00SCI all 12 slots');
    expect(out).not.toContain('This is what the ledger knows.');
    const interventions = async () => {
      const day = JSON.parse((await sipstream('day', DAY, '--json')).out) as {
        interventions: { verb: string; by: string; why: string }[];
      };
      return day.interventions;
    };
    // The day itself writes it down, beside what its levels do.
    await until(
      async () => (await interventions()).length > 0,
      async () => JSON.stringify(await interventions()),
    );
    expect(await interventions()).toMatchObject([{ verb: 'open', by: 'operator', why: 'a test' }]);
    const again = await sipstream('open', DAY, ...reason);
    expect(again).toMatchObject({ status: 1, out: '' });
    expect(again.err).toContain(`REFUSED: ${DAY} is open already.`);
  });

  it('set a new deadline', async () => {
    const { status, out } = await sipstream('wait', DAY, 'L1', '--until', '+100h', ...reason);
    expect({ status, out }).toMatchObject({
      status: 0,
      out: `${DAY} L1: wait accepted (operator: a test). `,
    });
    await until(
      async () => Date.parse((await story('L1')).until ?? '') > Date.now() + 99 * 3_600_000,
      async () => JSON.stringify(await story('L1')),
    );
  });

  it('are refused with the sentence of the workflow when they make no sense', async () => {
    const { status, out, err } = await sipstream('retry', DAY, 'L1', ...reason);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toContain(`REFUSED: 'retry' makes no sense for ${DAY} L1 at 'await inputs'`);
    const json = await sipstream('retry', DAY, 'L1', ...reason, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'REFUSED' } });
  });

  it('are refused when they name granules that are not missing', async () => {
    const { status, err } = await sipstream('proceed', DAY, 'L1', '--without', 'MOP02', ...reason);
    expect(status).toBe(1);
    expect(err).toContain("'MOP02' is not missing. Missing are MOPATTNF/2026-11-20/0000");
  });

  it('stop a level before its next stage, and let it go on', async () => {
    expect(await sipstream('hold', DAY, 'L2', ...reason)).toMatchObject({ status: 0 });
    expect(await sipstream('proceed', DAY, 'L2', '--without', 'all', ...reason)).toMatchObject({ status: 1 });
    expect(await sipstream('release', DAY, 'L2', ...reason)).toMatchObject({ status: 0 });
  });

  it('go to the delivery only when there is one', async () => {
    const { status, err } = await sipstream('resubmit', DAY, 'L1', ...reason);
    expect(status).toBe(1);
    expect(err).toContain(`No delivery of ${DAY} L1 is under way.`);
    const receipt = await sipstream('retry', '--receipt', 'DN-1', ...reason);
    expect(receipt.err).toContain('No receipt DN-1 is open.');
  });

  it('give a level up, and then the day; the ledger has who and why', async () => {
    expect(await sipstream('abandon', DAY, 'L1', ...reason)).toMatchObject({ status: 0 });
    await until(
      async () => (await story('L1')).state === 'abandoned',
      async () => JSON.stringify(await story('L1')),
    );
    expect(await sipstream('abandon', DAY, ...reason)).toMatchObject({ status: 0 });
    await until(
      async () => (await sipstream('why', DAY)).out.includes('It is abandoned since'),
      async () => (await sipstream('why', DAY)).out,
    );
    const { out } = await sipstream('day', DAY);
    expect(out).toContain('wait L1 by operator: a test');
    expect(out).toContain('hold L2 by operator: a test');
    expect((await sipstream('abandon', DAY, 'L1', ...reason)).err).toContain(
      `Nothing of ${DAY} L1 is under way.`,
    );
  });

  it('stand in for the DAAC: a file is pushed, a PAN is mailed', async () => {
    const file = join(home, 'what-is-this.dat');
    await writeFile(file, 'nobody knows');
    const pushed = await sipstream('simulate', 'push', file);
    expect(pushed).toMatchObject({ status: 0, err: '' });
    const lies = async () =>
      (await Promise.all(['pickup', 'overflow/unmatched'].map((name) => readdir(join(home, name))))).flat();
    await until(
      async () => (await lies()).some((name) => name.includes('what-is-this.dat')),
      async () => (await lies()).join(),
    );
    expect(await sipstream('simulate', 'pan', 'NO_SUCH.PDR')).toMatchObject({ status: 0 });
    await until(
      async () => (await sipstream('messages', '--kind', 'PAN')).out.includes('NO_SUCH'),
      async () => (await sipstream('messages')).out,
    );
    expect(await sipstream('simulate', 'release', 'nonsense')).toMatchObject({ status: 2 });
    const nothing = await sipstream('simulate', 'day', DAY, '--only', 'MOP00SCI/0100');
    expect(nothing).toMatchObject({ status: 2 });
    expect(nothing.err).toContain("'MOP00SCI/0100' is no input of");
  });

  it('say that the station has stopped, and `why` answers from the ledger', async () => {
    await running.stop();
    const { status, err } = await sipstream('hold', DAY, 'L1', ...reason);
    expect(status).toBe(1);
    expect(err).toContain('NOT_RUNNING');
    const why = await sipstream('why', DAY, 'L1');
    expect(why.status).toBe(0);
    expect(why.out).toContain('This is what the ledger knows.');
  });
});
