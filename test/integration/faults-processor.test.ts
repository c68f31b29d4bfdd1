import { appendFile, chmod, copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataDay, type DataDay } from '../../src/domain/data-day.js';
import { workflowIds } from '../../src/domain/ids.js';
import { expectAtRest, expectDayComplete } from '../support/day-complete.js';
import { processesOf } from '../support/running-station.js';
import { PATIENT, useStation } from '../support/station.js';

const DAY = dataDay('2026-11-20');
const NEXT = dataDay('2026-11-21');

describe('processors that fail once', PATIENT, () => {
  const station = useStation({
    days: [DAY],
    faults: ['processor-crash', 'processor-hang'],
    mission: {
      levels: `
  L1: { deadline: 2h, grace: 1s, run: { timeLimit: 5m, attempts: 2 } }
  L2: { deadline: 2h, grace: 5m, run: { timeLimit: 90s, attempts: 2 } }`,
    },
  });

  it('processor-crash: it is run again by itself', async () => {
    await station().until('L1 is archived', async () => (await runsOf('L1')).some(isSucceeded));
    expect(await runsOf('L1')).toMatchObject([
      { run: 1, state: 'failed', signal: 'SIGSEGV', timedOut: 0 },
      { run: 2, state: 'succeeded', exitCode: 0 },
    ]);
    const [crashed, again] = await runsOf('L1');
    expect(again!.inputs?.length).toBeGreaterThan(50);
    expect(again!.inputs).toEqual(crashed!.inputs);
    expect(again!.parameters).toEqual(crashed!.parameters);
  });

  it('processor-hang: it is killed at its time limit, though it ignores SIGTERM, and run again', async () => {
    await station().until('L2 has succeeded', async () => (await runsOf('L2')).some(isSucceeded));
    expect(await runsOf('L2')).toMatchObject([
      { run: 1, state: 'failed', timedOut: 1 },
      { run: 2, state: 'succeeded', timedOut: 0 },
    ]);
    expect(await processesOf(join(station().paths.staging, DAY, 'L2', 'run-1'))).toEqual([]);
  });

  it('the day completes, and nobody is bothered with it', async () => {
    await expectDayComplete(station(), DAY);
    await expectAtRest(station());
    expect(await station().mails()).toEqual([]);
  });

  async function runsOf(level: string) {
    return (await station().rows('runs', { day: DAY, level })).sort((a, b) => a.run - b.run);
  }
});

describe('processors that need somebody', PATIENT, () => {
  const station = useStation({
    days: [DAY, NEXT],
    async prepare(home) {
      // One at a time: a second run waits for its slot between its plan and its start.
      await appendFile(join(home, 'station.yaml'), 'processors: { atOnce: 1 }\n');
      await copyFile(programOf(home), originalOf(home));
      await chmod(programOf(home), 0o644);
    },
  });

  it('not executable: held before anything is run', async () => {
    for (const day of [DAY, NEXT]) {
      const row = await station().levelHeld(day, 'L1', 'PROCESSOR_NOT_EXECUTABLE');
      expect(row.heldSentence).toBe(
        'L1/proc-1.0/bin/L1Processor cannot be run: it has no execute permission.',
      );
      await station().oneMail(`${day} L1 is held: PROCESSOR_NOT_EXECUTABLE`);
    }
    expect(await station().rows('runs')).toEqual([]);
  });

  it('missing: the same, with the path', async () => {
    await rm(programOf(station().home));
    await station().verb('retry', levelId(DAY));
    const row = await station().levelHeld(DAY, 'L1', 'PROCESSOR_MISSING');
    expect(row).toMatchObject({
      heldSentence: 'L1/proc-1.0/bin/L1Processor is not there.',
      heldDetails: ['L1/proc-1.0/bin/L1Processor'],
    });
  });

  it('one that always fails: held after its attempts, with the last lines of its log', async () => {
    await install('for line in 1 2 3 4 5 6 7; do echo "line $line" >&2; done; exit 7');
    await station().verb('retry', levelId(DAY));
    const row = await station().levelHeld(DAY, 'L1', 'PROCESSOR_FAILED');
    const lines = ['line 3', 'line 4', 'line 5', 'line 6', 'line 7'];
    expect(row).toMatchObject({
      stage: 'run',
      heldSentence: 'L1Processor 1.0.1 for 2026-11-20 ended with exit status 7.',
      heldDetails: lines,
    });
    const runs = await station().rows('runs', { day: DAY, level: 'L1' });
    expect(runs.map(({ state, exitCode }) => [state, exitCode])).toEqual([
      ['failed', 7],
      ['failed', 7],
    ]);
    const mail = await station().oneMail(`${DAY} L1 is held: PROCESSOR_FAILED`);
    for (const line of lines) expect(mail.text).toContain(line);
  });

  it('changed between plan and run: held with both digests, and not run', async () => {
    const gate = join(station().home, 'gate');
    await install(`while [ ! -e '${gate}' ]; do sleep 0.2; done; exec '${originalOf(station().home)}'`);
    await station().verb('retry', levelId(DAY));
    await station().until(
      'L1 of the first day runs',
      async () => (await station().rows('runs', { day: DAY, level: 'L1', state: 'running' })).length > 0,
    );
    await station().verb('retry', levelId(NEXT));
    const [planned] = await station().until('L1 of the second day is planned', async () => {
      const rows = await station().rows('runs', { day: NEXT, level: 'L1', state: 'planned' });
      return rows.length > 0 && rows;
    });
    await writeFile(join(station().home, 'L1/proc-1.0/cfg-1/processor.json'), '{"tracksPerSlot":10}');
    await writeFile(gate, '');
    const row = await station().levelHeld(NEXT, 'L1', 'PROCESSOR_CHANGED');
    expect(row.heldDetails?.[0]).toBe(`planned: ${planned!.digest}`);
    expect(row.heldDetails?.[1]).toMatch(/^now: [0-9a-f]{64}$/);
    expect(await station().rows('runs', { day: NEXT, level: 'L1', state: 'succeeded' })).toEqual([]);
    expect((await station().story(levelId(NEXT))).verbs).toEqual(['retry', 'abandon']);
  });

  it('`retry` plans with what is installed now, and both days complete', async () => {
    await station().verb('retry', levelId(NEXT));
    // What is compared is the whole archive: nothing is being archived for the other day.
    for (const day of [DAY, NEXT]) await station().dayDone(day);
    await expectDayComplete(station(), DAY);
    await expectDayComplete(station(), NEXT);
    await expectAtRest(station());
    expect(await station().rows('runs', { day: NEXT, level: 'L1', state: 'failed' })).toEqual([]);
  });

  async function install(script: string): Promise<void> {
    const program = programOf(station().home);
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
  }
});

function levelId(day: DataDay): string {
  return workflowIds.level('mopitt', day, 'L1');
}

function programOf(home: string): string {
  return join(home, 'L1/proc-1.0/bin/L1Processor');
}

function originalOf(home: string): string {
  return join(home, 'L1Processor.original');
}

function isSucceeded(run: { readonly state: string }): boolean {
  return run.state === 'succeeded';
}
