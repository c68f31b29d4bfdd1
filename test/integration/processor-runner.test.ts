import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeBytes } from '../../src/adapters/files/io-error.js';
import { identifyProcess, processPlace } from '../../src/adapters/processor/process-identity.js';
import { readRecord, writeRecord } from '../../src/adapters/processor/run-records.js';
import type { ProcessorRun, RunProgress } from '../../src/adapters/processor/runner.js';
import {
  appears,
  endOf,
  lives,
  makeRun,
  makeWaitingRun,
  runSite,
  work,
  type RunSite,
} from './fixtures/processor-runs.js';
import { NO_TINY_DISK, tinyDisk } from './fixtures/tiny-disk.js';

let site: RunSite;
beforeAll(async () => {
  site = await runSite();
});
afterAll(() => site.remove());

const pidIn = (run: ProcessorRun, file: string): number => Number(work(run, file));
const isRunning = (run: ProcessorRun): Promise<void> => appears(join(run.workingDirectory, 'running'));
const starts = (run: ProcessorRun): number => work(run, 'starts').split('start\n').length - 1;

async function supervisorOf(run: ProcessorRun): Promise<number> {
  return (await readRecord(run.runDirectory, 'claim'))!.supervisor!.pid;
}

/** A worker as a process of its own; it ends when the run does, or when it is killed. */
function startAttempt(run: ProcessorRun): { worker: ChildProcess; says(word: string): Promise<void> } {
  const args = [site.attempt, JSON.stringify(run), JSON.stringify(site.options)];
  const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const lines = createInterface({ input: worker.stdout! });
  const said = new Set<string>();
  lines.on('line', (line) => {
    said.add(line);
    lines.emit('said');
  });
  return {
    worker,
    says: async (word) => {
      while (!said.has(word)) await once(lines, 'said');
    },
  };
}

async function killHard(worker: ChildProcess): Promise<void> {
  // The group too, as a terminal or a service manager does: the supervisor must not be in it.
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const closed = once(worker, 'exit');
  process.kill(-worker.pid!, 'SIGKILL');
  await closed;
}

describe('a run', () => {
  it('gives the program its arguments, directory, environment and logs, and tells how it ended', async () => {
    const run = await makeRun(site, 'answer', ['0', 'two words']);
    await site.runner.ensureStarted(run);
    const end = await endOf(site, run);
    expect(end).toMatchObject({ exitCode: 0, signal: null, timedOut: false, stopped: false });
    expect(Date.parse(end.endedAt)).toBeGreaterThanOrEqual(Date.parse(end.startedAt));
    expect(await readFile(run.stdoutFile, 'utf8')).toBe(
      `in ${run.workingDirectory}\narguments 0 two words\nenvironment strange\n`,
    );
    expect(await readFile(run.stderrFile, 'utf8')).toBe('a warning\n');
    expect(await endOf(site, run)).toEqual(end);
  });

  it('tells an exit code that is not 0, and the signal of a crash', async () => {
    const failing = await makeRun(site, 'answer', ['137']);
    const crashing = await makeRun(site, 'crash');
    await Promise.all([failing, crashing].map((run) => site.runner.ensureStarted(run)));
    expect(await endOf(site, failing)).toMatchObject({ exitCode: 137, signal: null });
    expect(await endOf(site, crashing)).toMatchObject({ exitCode: null, signal: 'SIGSEGV', stopped: false });
  });

  it('tells progress while it waits, and goes on when the wait is aborted', async () => {
    const { run, answer } = await makeWaitingRun(site);
    await site.runner.ensureStarted(run);
    await isRunning(run);
    await writeFile(run.stdoutFile, `${'an old line\n'.repeat(500)}granule 7 of 12\n`);
    const seen: RunProgress[] = [];
    const abort = new AbortController();
    const reason = new Error('paused by the operator');
    const wait = site.runner.wait(run, {
      signal: abort.signal,
      onProgress: (progress) => {
        seen.push(progress);
        if (seen.length === 3) abort.abort(reason);
      },
    });
    await expect(wait).rejects.toBe(reason);
    expect(seen[0]!.logTail).toMatch(/^an old line\n(an old line\n)*granule 7 of 12$/);
    expect(seen[0]!.logTail.length).toBeLessThanOrEqual(2048);
    expect(seen[2]!.elapsedMs).toBeGreaterThan(seen[0]!.elapsedMs);
    expect(lives(pidIn(run, 'running'))).toBe(true);
    await answer(3);
    expect(await endOf(site, run)).toMatchObject({ exitCode: 3, stopped: false });
  });

  it('that hangs and ignores SIGTERM is killed at the time limit with all that it started', async () => {
    // A limit that is too short for a busy machine says nothing, so a longer one is tried.
    for (let limit = 1_000; ; limit *= 2) {
      const run = await makeRun(site, 'stubborn', [], limit);
      await site.runner.ensureStarted(run);
      const end = await endOf(site, run);
      expect(end).toMatchObject({ exitCode: null, timedOut: true, stopped: false });
      if (work(run, 'running') === '') continue;
      expect(end.signal).toBe('SIGKILL');
      for (const file of ['running', 'child.pid', 'stray.pid']) expect(lives(pidIn(run, file))).toBe(false);
      break;
    }
  });

  it('that fills the disk is recorded while the disk is full', async (context) => {
    const disk = await tinyDisk(join(site.root, 'disk'), 256);
    if (disk === undefined) return context.skip(NO_TINY_DISK);
    try {
      const workingDirectory = join(disk.path, 'work');
      await mkdir(workingDirectory);
      const run = {
        ...(await makeRun(site, 'fill-disk')),
        workingDirectory,
        runDirectory: join(disk.path, 'run-1'),
      };
      await site.runner.ensureStarted(run);
      expect(await endOf(site, run)).toMatchObject({ exitCode: 9, signal: null });
      expect(await freeBytes(disk.path)).toBe(0);
      const next = { ...run, runDirectory: join(disk.path, 'run-2') };
      await expect(site.runner.ensureStarted(next)).rejects.toMatchObject({ code: 'DISK_FULL' });
    } finally {
      disk.remove();
    }
  });

  it('leaves nothing running that could still write when it has ended well', async () => {
    const run = await makeRun(site, 'leaves-one-behind');
    await site.runner.ensureStarted(run);
    expect(await endOf(site, run)).toMatchObject({ exitCode: 0, signal: null });
    expect(lives(pidIn(run, 'child.pid'))).toBe(false);
  });
});

describe('the processor is started at most once', () => {
  it('when the worker is killed in the middle: the next finds it, waits, and takes its exit code', async () => {
    const { run, answer } = await makeWaitingRun(site);
    const first = startAttempt(run);
    await first.says('started');
    await isRunning(run);
    await killHard(first.worker);
    await site.runner.ensureStarted(run);
    const end = endOf(site, run);
    await answer(7);
    expect(await end).toMatchObject({ exitCode: 7, signal: null });
    expect(starts(run)).toBe(1);
  });

  it('when it ends while no worker lives: the next takes its exit code', async () => {
    const { run, answer } = await makeWaitingRun(site);
    const first = startAttempt(run);
    await isRunning(run);
    await killHard(first.worker);
    await answer(0);
    await appears(join(run.runDirectory, 'exit.json'));
    await site.runner.ensureStarted(run);
    expect(await endOf(site, run)).toMatchObject({ exitCode: 0 });
    expect(starts(run)).toBe(1);
  });

  it('the time limit holds while no worker lives', async () => {
    const run = await makeRun(site, 'stubborn', [], 1_500);
    const first = startAttempt(run);
    await first.says('started');
    await killHard(first.worker);
    await appears(join(run.runDirectory, 'exit.json'));
    expect(await endOf(site, run)).toMatchObject({ timedOut: true });
  });

  it('when 20 attempts start it at the same time', async () => {
    const run = await makeRun(site, 'answer', ['0']);
    await Promise.all(Array.from({ length: 20 }, () => site.runner.ensureStarted(run)));
    expect(await endOf(site, run)).toMatchObject({ exitCode: 0 });
    expect(starts(run)).toBe(1);
  });

  it('when workers are killed at random moments of starting it', async () => {
    const moments = fc.sample(fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 2, maxLength: 3 }), 4);
    for (const delays of moments) {
      const { run, answer } = await makeWaitingRun(site);
      for (const ms of delays) {
        const attempt = startAttempt(run);
        await attempt.says('ready');
        // Not a wait for something to happen: the random moment itself is what is tested.
        await new Promise((resolve) => setTimeout(resolve, ms));
        await killHard(attempt.worker);
      }
      await site.runner.ensureStarted(run);
      await isRunning(run);
      await answer(5);
      expect(await endOf(site, run)).toMatchObject({ exitCode: 5 });
      expect(starts(run)).toBe(1);
    }
  });
});

describe('a run whose supervisor is gone', () => {
  it('is lost, and its processor is killed with all that it started', async () => {
    const run = await makeRun(site, 'stubborn');
    await site.runner.ensureStarted(run);
    await isRunning(run);
    const end = endOf(site, run);
    process.kill(await supervisorOf(run), 'SIGKILL');
    await expect(end).rejects.toMatchObject({ code: 'PROCESSOR_LOST' });
    for (const file of ['running', 'child.pid', 'stray.pid']) expect(lives(pidIn(run, file))).toBe(false);
  });

  it('is found by its mark when the supervisor died before it could record the program', async () => {
    const { run } = await makeWaitingRun(site);
    await site.runner.ensureStarted(run);
    await isRunning(run);
    process.kill(await supervisorOf(run), 'SIGKILL');
    await rm(join(run.runDirectory, 'program.json'), { force: true });
    await expect(endOf(site, run)).rejects.toMatchObject({ code: 'PROCESSOR_LOST' });
    expect(lives(pidIn(run, 'running'))).toBe(false);
  });

  it('is lost, not failed, when the machine goes down in good order', async () => {
    const { run } = await makeWaitingRun(site);
    await site.runner.ensureStarted(run);
    await isRunning(run);
    const supervisor = await supervisorOf(run);
    process.kill(pidIn(run, 'running'), 'SIGTERM');
    process.kill(supervisor, 'SIGTERM');
    await expect(endOf(site, run)).rejects.toMatchObject({ code: 'PROCESSOR_LOST' });
  });

  it.each([
    ['another process has its id', { startTicks: '1' }],
    ['the machine was started anew', { bootId: '00000000-0000-0000-0000-000000000000' }],
  ])('is lost when %s', async (_, difference) => {
    const { run } = await makeWaitingRun(site);
    const self = (await identifyProcess(process.pid))!;
    const claim = {
      supervisor: { ...self, ...difference },
      place: await processPlace(),
      at: new Date().toISOString(),
    };
    await writeRecord(run.runDirectory, 'claim', claim);
    await site.runner.ensureStarted(run);
    await expect(endOf(site, run)).rejects.toMatchObject({ code: 'PROCESSOR_LOST' });
    expect(starts(run)).toBe(0);
  });

  it('is waited for on another host as long as it gives signs of life, and lost when it falls silent', async () => {
    const { run } = await makeWaitingRun(site);
    const supervisor = { pid: process.pid, startTicks: '1', bootId: 'of another host' };
    await writeRecord(run.runDirectory, 'claim', {
      supervisor,
      place: 'proc07 pid:[1]',
      at: new Date().toISOString(),
    });
    let looks = 0;
    const wait = site.runner.wait(run, {
      signal: new AbortController().signal,
      onProgress: () => {
        // More looks than fit into the time of silence that is allowed.
        if (looks++ < 15) void writeFile(join(run.runDirectory, 'alive'), String(looks));
      },
    });
    await expect(wait).rejects.toMatchObject({
      code: 'PROCESSOR_LOST',
      message: expect.stringContaining('proc07'),
    });
    expect(looks).toBeGreaterThan(15);
  });

  it('is lost when it never was started', async () => {
    await expect(endOf(site, await makeRun(site, 'answer', ['0']))).rejects.toMatchObject({
      code: 'PROCESSOR_LOST',
    });
  });
});

describe('stop', () => {
  it('ends a processor that ignores SIGTERM with all that it started, and records that it was stopped', async () => {
    const run = await makeRun(site, 'stubborn');
    await site.runner.ensureStarted(run);
    await isRunning(run);
    const end = endOf(site, run);
    await Promise.all([site.runner.stop(run), site.runner.stop(run)]);
    expect(await end).toMatchObject({ signal: 'SIGKILL', timedOut: false, stopped: true });
    for (const file of ['running', 'child.pid', 'stray.pid']) expect(lives(pidIn(run, file))).toBe(false);
  });

  it('ends what is left of a run whose supervisor is gone', async () => {
    const { run } = await makeWaitingRun(site);
    await site.runner.ensureStarted(run);
    await isRunning(run);
    process.kill(await supervisorOf(run), 'SIGKILL');
    await site.runner.stop(run);
    expect(lives(pidIn(run, 'running'))).toBe(false);
    expect(await endOf(site, run)).toMatchObject({ stopped: true });
  });

  it('keeps a run that was not started yet from being started', async () => {
    const run = await makeRun(site, 'answer', ['0']);
    await site.runner.stop(run);
    await site.runner.ensureStarted(run);
    expect(await endOf(site, run)).toMatchObject({ exitCode: null, stopped: true });
    expect(starts(run)).toBe(0);
  });

  it('leaves the end of a run as it was', async () => {
    const run = await makeRun(site, 'answer', ['4']);
    await site.runner.ensureStarted(run);
    await endOf(site, run);
    await site.runner.stop(run);
    expect(await endOf(site, run)).toMatchObject({ exitCode: 4, stopped: false });
  });

  it('agrees with a start at the same moment: it ran and was stopped, or never ran', async () => {
    for (let n = 0; n < 4; n++) {
      const { run } = await makeWaitingRun(site);
      await Promise.all([site.runner.ensureStarted(run), site.runner.stop(run)]);
      expect(await endOf(site, run)).toMatchObject({ stopped: true });
      const pid = pidIn(run, 'running');
      expect(pid === 0 || !lives(pid)).toBe(true);
    }
  });
});
