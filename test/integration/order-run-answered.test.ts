import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StationContext } from '../../src/activities/context.js';
import { endedBadly } from '../../src/activities/orders/run-once.js';
import { runProgram, UNWATCHED, type Program } from '../../src/activities/orders/run-program.js';
import { localRunner } from '../../src/adapters/processor/local-runner.js';
import type { ExitRecord } from '../../src/adapters/processor/run-records.js';

const AT = '2026-11-20T00:00:00.000Z';
const FULL = { failure: { code: 'DISK_FULL', sentence: 'The disk is full.', details: [] } };

describe('a program of an order whose run ended badly', () => {
  let home: string;
  let program: Program;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'sipstream-run-'));
    program = {
      directory: join(home, 'runs/f123a011/pack f123a011'),
      title: 'pack of f123a011',
      request: { kind: 'bundle', entries: [], zip: join(home, 'made.zip') },
      output: join(home, 'made.zip'),
      log: join(home, 'logs/f123a011_log.txt'),
    };
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  /** The records of a run, as its supervisor leaves them. */
  async function ended(how: Partial<ExitRecord>, result?: object): Promise<void> {
    const runDirectory = join(program.directory, '1');
    await mkdir(runDirectory, { recursive: true });
    const put = (name: string, document: object) =>
      writeFile(join(runDirectory, `${name}.json`), JSON.stringify(document));
    await put('run', {
      ...{ runDirectory, program: process.execPath, args: [], workingDirectory: runDirectory },
      ...{ environment: {}, timeLimitMs: 60_000, stdoutFile: program.log, stderrFile: program.log },
      ...{ token: 'none', graceMs: 10, beatMs: 1000 },
    });
    await put('claim', { supervisor: null, place: 'nowhere', at: AT });
    const none = { exitCode: null, signal: null, timedOut: false, stopped: false };
    await put('exit', { ...none, startedAt: AT, endedAt: AT, ...how });
    if (result) await put('result', result);
  }

  const run = () =>
    new MockActivityEnvironment().run(() =>
      runProgram({ programs: localRunner() } as unknown as StationContext, program, UNWATCHED),
    );

  it.each([
    ['with a status and no word', { exitCode: 1 }, undefined],
    ['with the disk full for its last word', { exitCode: 1 }, FULL],
    ['by a signal', { signal: 'SIGKILL' }, undefined],
    ['at its time limit', { signal: 'SIGKILL', timedOut: true }, undefined],
    ['because somebody stopped it', { signal: 'SIGTERM', stopped: true }, undefined],
  ] as const)('%s is done when what it was to make is there', async (_, how, result) => {
    await ended(how, result);
    await writeFile(program.output, 'whole');
    expect(await run()).toBeUndefined();
  });

  it('names its log in what clients read, and not where the station keeps it', () => {
    const end = { exitCode: 1, signal: null, timedOut: false, stopped: false, elapsedMs: 1, logTail: '' };
    const { message, details } = endedBadly(
      program.title,
      { ...end, startedAt: AT, endedAt: AT },
      program.log,
    );
    expect(message).toBe('pack of f123a011 ended with exit status 1; see the log f123a011_log.txt.');
    expect(details).toEqual([program.log]);
  });
});
