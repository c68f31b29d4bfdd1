import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localRunner } from '../../src/adapters/processor/local-runner.js';
import { readRecord, writeRecord } from '../../src/adapters/processor/run-records.js';
import type { ProcessorRun } from '../../src/adapters/processor/runner.js';
import { appears } from './fixtures/processor-runs.js';

const PROGRAM = fileURLToPath(new URL('./fixtures/batch/self-run.mjs', import.meta.url));
let root: string;
let directory: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sipstream-self-'));
  directory = join(root, 'run-1');
  await mkdir(directory);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Starts the program as a job system does; its exit status. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: root,
    env: { ...process.env, SIPSTREAM_RUN_DIRECTORY: directory },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { child, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

const starts = () =>
  existsSync(join(root, 'starts'))
    ? readFileSync(join(root, 'starts'), 'utf8').trimEnd().split('\n').length
    : 0;
const runRecord = (more: Partial<ProcessorRun> = {}): Promise<boolean> =>
  writeRecord(directory, 'run', {
    ...{ runDirectory: directory, program: PROGRAM, args: [], workingDirectory: root, environment: {} },
    ...{ timeLimitMs: 600_000, stdoutFile: join(root, 'out'), stderrFile: join(root, 'err') },
    ...{ token: 'a', graceMs: 60_000, beatMs: 50, ...more },
  });

describe('a program that is a run by itself', () => {
  it('records its claim, itself and its end, so that a runner that waits knows it', async () => {
    expect(await start('3').ended).toBe(3);
    expect(await readRecord(directory, 'exit')).toMatchObject({ exitCode: 3, signal: null, stopped: false });
    expect((await readRecord(directory, 'program'))?.process.pid).toBeGreaterThan(0);
    const run = { runDirectory: directory, stdoutFile: '', stderrFile: '', program: PROGRAM } as ProcessorRun;
    const wait = localRunner().wait(run, { signal: new AbortController().signal, onProgress: () => {} });
    expect(await wait).toMatchObject({ exitCode: 3 });
  });

  it('does nothing when another job has the run', async () => {
    const ends = await Promise.all(Array.from({ length: 4 }, () => start('5').ended));
    expect(ends.filter((code) => code === 5)).toHaveLength(1);
    expect(ends.filter((code) => code === 0)).toHaveLength(3);
    expect(starts()).toBe(1);
    expect(await readRecord(directory, 'exit')).toMatchObject({ exitCode: 5 });
  });

  it('does nothing when the run was stopped before', async () => {
    await writeRecord(directory, 'stop', { at: new Date().toISOString() });
    expect(await start('5').ended).toBe(0);
    expect(starts()).toBe(0);
    expect(await readRecord(directory, 'exit')).toMatchObject({ exitCode: null, stopped: true });
  });

  it('ends when a stop is recorded, and records that', async () => {
    await runRecord();
    const { ended } = start('wait');
    await appears(join(root, 'starts'));
    await writeRecord(directory, 'stop', { at: new Date().toISOString() });
    expect(await ended).toBe(7);
    expect(await readRecord(directory, 'exit')).toMatchObject({ exitCode: 7, stopped: true });
  });

  it('ends at SIGTERM and records nothing, for then it is lost and not failed', async () => {
    await runRecord();
    const { child, ended } = start('wait');
    await appears(join(root, 'starts'));
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(readFileSync(join(root, 'told'), 'utf8')).toBe('told\n');
    expect(await readRecord(directory, 'exit')).toBeUndefined();
  });

  it('ends at the time limit of its run', async () => {
    await runRecord({ timeLimitMs: 200 });
    expect(await start('wait').ended).toBe(7);
    expect(await readRecord(directory, 'exit')).toMatchObject({ timedOut: true, stopped: false });
  });

  it('that throws has failed, and says what it threw', async () => {
    const { child, ended } = start('throw');
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    expect(await ended).toBe(1);
    expect(said).toContain('it broke');
    expect(await readRecord(directory, 'exit')).toMatchObject({ exitCode: 1 });
  });
});
