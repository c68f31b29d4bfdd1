import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { BatchRunnerOptions } from '../../src/adapters/processor/batch/batch-runner.js';
import type { BatchSystem } from '../../src/adapters/processor/batch/job-system.js';
import type { ProcessorRun, RunProgress } from '../../src/adapters/processor/runner.js';
import { batchSite, endOf, scriptRun, type BatchSite } from './fixtures/batch-site.js';
import { appears, lives, work } from './fixtures/processor-runs.js';

let site: BatchSite;
afterEach(() => site.remove());

async function siteOf(system: BatchSystem, options: Partial<BatchRunnerOptions> = {}): Promise<BatchSite> {
  site = await batchSite(system, options);
  return site;
}

const SYSTEMS = ['qsub', 'bsub', 'sbatch'] as const;
const starts = (run: ProcessorRun): number => work(run, 'starts').split('\n').length - 1;
const isRunning = (run: ProcessorRun): Promise<void> => appears(join(run.workingDirectory, 'starts'));
/** Goes on until a file `go` is there, or the test has gone. */
const UNTIL_GO = 'echo $$ >> starts; while [ -e starts ] && ! [ -e go ]; do sleep 0.05; done; exit 5';
const release = (run: ProcessorRun): Promise<void> => writeFile(join(run.workingDirectory, 'go'), '');

/** A worker as a process of its own. */
function startAttempt(run: ProcessorRun) {
  const program = fileURLToPath(new URL('./fixtures/batch/attempt.mjs', import.meta.url));
  const worker = spawn(process.execPath, [program, JSON.stringify(run), JSON.stringify(site.options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const lines = createInterface({ input: worker.stdout });
  const said = new Set<string>();
  lines.on('line', (line) => {
    said.add(line);
    lines.emit('said');
  });
  return {
    says: async (word: string) => {
      while (!said.has(word)) await once(lines, 'said');
    },
    kill: async () => {
      const closed = once(worker, 'exit');
      process.kill(-worker.pid!, 'SIGKILL');
      await closed;
    },
  };
}

describe.each(SYSTEMS)('a job by %s', (system) => {
  it('is found again after the worker was killed with -9 while it waited, and ran once', async () => {
    await siteOf(system);
    const run = await scriptRun(site, UNTIL_GO);
    const first = startAttempt(run);
    await first.says('started');
    await isRunning(run);
    await first.kill();
    await site.runner.ensureStarted(run);
    const end = endOf(site, run);
    await release(run);
    expect(await end).toMatchObject({ exitCode: 5, signal: null, stopped: false });
    expect(starts(run)).toBe(1);
    expect(site.jobs()).toHaveLength(1);
  });

  it('is found by its name and directory when its id was never recorded, among others of its name', async () => {
    await siteOf(system);
    const other = await scriptRun(site, UNTIL_GO, { as: {} });
    await site.runner.ensureStarted(other);
    await site.set('die', 'yes');
    const run = await scriptRun(site, UNTIL_GO, { as: {} });
    await site.runner.ensureStarted(run);
    await site.set('die', undefined);
    expect(site.jobs()).toHaveLength(2);
    const end = endOf(site, run);
    await release(run);
    expect(await end).toMatchObject({ exitCode: 5 });
    expect(starts(run)).toBe(1);
    await site.runner.stop(other);
  });

  it('is sent once when ten attempts start it at the same time', async () => {
    await siteOf(system);
    const run = await scriptRun(site, 'echo $$ >> starts; exit 0');
    await Promise.all(Array.from({ length: 10 }, () => site.runner.ensureStarted(run)));
    expect(await endOf(site, run)).toMatchObject({ exitCode: 0 });
    expect(site.jobs()).toHaveLength(1);
    expect(starts(run)).toBe(1);
  });

  it('that was stopped before it started is taken out of the queue, and never runs', async () => {
    await siteOf(system);
    await site.set('hold', 'yes');
    const run = await scriptRun(site, 'echo $$ >> starts');
    await site.runner.ensureStarted(run);
    let report!: (progress: RunProgress) => void;
    const first = new Promise<RunProgress>((resolve) => (report = resolve));
    const wait = site.runner.wait(run, { signal: new AbortController().signal, onProgress: report });
    expect((await first).elapsedMs).toBe(0);
    await site.runner.stop(run);
    expect(await wait).toMatchObject({ exitCode: null, stopped: true });
    expect(site.jobs()[0]!.phase).toBe('ended');
    // A job that the system starts all the same finds the run claimed.
    await site.change('4711', { phase: 'pending' });
    site.start('4711');
    await appearsEnded('4711');
    expect(starts(run)).toBe(0);
  });

  it('that runs is stopped with what it started', async () => {
    // Time for the supervisor to end the run and to say so, however busy the machine is.
    await siteOf(system, { graceMs: 30_000 });
    const run = await scriptRun(site, 'sleep 600 & echo $! > child; echo $$ >> starts; wait');
    await site.runner.ensureStarted(run);
    await isRunning(run);
    await Promise.all([site.runner.stop(run), site.runner.stop(run)]);
    expect(await endOf(site, run)).toMatchObject({ stopped: true, timedOut: false });
    for (const file of ['starts', 'child']) expect(lives(Number(work(run, file)))).toBe(false);
    await appearsEnded('4711');
  });

  it('that is no program of ours is judged by its exit status, and by the signal that ended it', async () => {
    await siteOf(system);
    const failing = await scriptRun(site, 'exit 3', { as: { jobName: 'a' } });
    const crashing = await scriptRun(site, 'kill -KILL $$', { as: { jobName: 'b' } });
    await site.runner.ensureStarted(failing);
    await site.runner.ensureStarted(crashing);
    expect(await endOf(site, failing)).toMatchObject({ exitCode: 3, signal: null });
    // LSF alone does not tell a signal from a status, as a shell does not.
    expect(await endOf(site, crashing)).toMatchObject(
      system === 'bsub' ? { exitCode: 137 } : { exitCode: null, signal: 'SIGKILL' },
    );
    expect(existsSync(join(failing.runDirectory, 'claim.json'))).toBe(false);
  });

  it('whose supervisor ended without a record is lost, whatever the job system says of it', async () => {
    await siteOf(system, { lostMs: 300 });
    const run = await scriptRun(site, UNTIL_GO);
    await site.runner.ensureStarted(run);
    await isRunning(run);
    const claim = JSON.parse(readFileSync(join(run.runDirectory, 'claim.json'), 'utf8')) as {
      supervisor: { pid: number };
    };
    process.kill(claim.supervisor.pid, 'SIGKILL');
    await expect(endOf(site, run)).rejects.toMatchObject({ code: 'PROCESSOR_LOST' });
    await release(run);
  });

  it('that the system forgets is lost', async () => {
    await siteOf(system, { lostMs: 300 });
    await site.set('hold', 'yes');
    const run = await scriptRun(site, 'exit 0', { as: {} });
    await site.runner.ensureStarted(run);
    await site.change('4711', undefined);
    await expect(endOf(site, run)).rejects.toMatchObject({
      code: 'PROCESSOR_LOST',
      message: expect.stringContaining('4711'),
    });
  });

  it('is ended at the time limit of the run, which counts from its start', async () => {
    await siteOf(system);
    const run = await scriptRun(site, 'echo $$ >> starts; exec sleep 600', { as: {}, timeLimitMs: 5_000 });
    await site.runner.ensureStarted(run);
    await isRunning(run);
    expect(await endOf(site, run)).toMatchObject({ timedOut: true, stopped: false });
    await appearsEnded('4711');
    expect(lives(Number(work(run, 'starts')))).toBe(false);
  });

  it('is waited for while the system gives no answer, and its record counts', async () => {
    await siteOf(system, { silenceMs: 600_000 });
    const run = await scriptRun(site, UNTIL_GO);
    await site.runner.ensureStarted(run);
    await isRunning(run);
    await site.set('down', 'yes');
    let looks = 0;
    const wait = site.runner.wait(run, {
      signal: new AbortController().signal,
      onProgress: ({ logTail }) => {
        if (logTail.includes('the server does not answer') && (looks += 1) === 3) void release(run);
      },
    });
    expect(await wait).toMatchObject({ exitCode: 5 });
    expect(looks).toBeGreaterThanOrEqual(3);
  });

  it('is the operator’s when the system gives no answer for long', async () => {
    await siteOf(system);
    const run = await scriptRun(site, UNTIL_GO);
    await site.runner.ensureStarted(run);
    await isRunning(run);
    await site.set('down', 'yes');
    await expect(endOf(site, run)).rejects.toMatchObject({
      code: 'JOB_SYSTEM',
      message: expect.stringContaining('the server does not answer'),
    });
    await release(run);
    await appears(join(run.runDirectory, 'exit.json'));
  });
});

describe('what the job system says of an end', () => {
  it.each([
    ['qsub', '37  : qmaster enforced h_rt, h_cpu, or h_vmem limit'],
    ['bsub', 'TERM_RUNLIMIT: job killed after reaching LSF run time limit'],
    ['sbatch', 'TIMEOUT'],
  ] as const)('is known as its wall time by %s', async (system, reason) => {
    await siteOf(system);
    await site.set('hold', 'yes');
    const run = await scriptRun(site, 'exit 0', { as: {} });
    await site.runner.ensureStarted(run);
    await site.change('4711', { phase: 'ended', signal: 'SIGKILL', reason });
    expect(await endOf(site, run)).toMatchObject({ timedOut: true });
  });

  it.each(['bsub', 'sbatch'] as const)('is asked of the older source too by %s', async (system) => {
    await siteOf(system);
    await site.set('forgetful', 'yes');
    const run = await scriptRun(site, 'exit 3', { as: {} });
    await site.runner.ensureStarted(run);
    expect(await endOf(site, run)).toMatchObject({ exitCode: 3, signal: null });
  });

  it.each(['qsub', 'sbatch'] as const)(
    'a job that %s will never start is taken out of the queue',
    async (system) => {
      await siteOf(system);
      await site.set('hold', 'yes');
      const run = await scriptRun(site, 'exit 0');
      await site.runner.ensureStarted(run);
      await site.change('4711', { stuck: true });
      await expect(endOf(site, run)).rejects.toMatchObject({ code: 'PROCESSOR_LOST' });
      expect(site.jobs()[0]!.phase).toBe('ended');
    },
  );

  it('is asked at a calm pace, once for all runs together', async () => {
    await siteOf('qsub', { lookMs: 60_000 });
    const runs = await Promise.all(Array.from({ length: 4 }, () => scriptRun(site, 'exit 0')));
    for (const run of runs) await site.runner.ensureStarted(run);
    await Promise.all(runs.map((run) => endOf(site, run)));
    expect(site.calls().filter(([name]) => name === 'qstat').length).toBeLessThanOrEqual(4);
  });
});

/** Waits until the job system says that a job is over. */
async function appearsEnded(id: string): Promise<void> {
  while (site.jobs().find((job) => job.id === id)?.phase !== 'ended')
    await new Promise((resolve) => setTimeout(resolve, 20));
}
