import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { BatchRunnerOptions } from '../../src/adapters/processor/batch/batch-runner.js';
import type { BatchSystem } from '../../src/adapters/processor/batch/job-system.js';
import { lineJob } from '../../src/adapters/processor/batch/line-job.js';
import type { ProcessorRun } from '../../src/adapters/processor/runner.js';
import { batchSite, endOf, scriptRun, type BatchSite } from './fixtures/batch-site.js';

let site: BatchSite;
afterEach(() => site.remove());

async function siteOf(system: BatchSystem, options: Partial<BatchRunnerOptions> = {}): Promise<BatchSite> {
  site = await batchSite(system, options);
  return site;
}

/** A line's job with the names of section 1.4; the program writes its arguments down, one a line. */
async function lineRun(line = 'f123a011', order = 'GB18_00_2018_123_abc'): Promise<ProcessorRun> {
  const run = await scriptRun(site, 'printf "%s\\n" "$@" > "$OUT"');
  const output = join(site.root, order);
  await mkdir(output, { recursive: true });
  const { submission, args, workingDirectory } = lineJob({
    ...{ project: 'GB18_00', line, order: join(site.root, 'order.cfg'), output, webOutput: site.root },
    ...{ mainLine: true, bandMaths: true, queue: 'arsf.q', account: 'arsfdan', wallTime: '12:00' },
    ...{ logDirectory: join(site.root, 'joblog'), tmpfreeGb: 100 },
  });
  const environment = { ...run.environment, OUT: join(site.root, 'given') };
  return { ...run, args, workingDirectory, environment, submission };
}

const given = async () => (await readFile(join(site.root, 'given'), 'utf8')).trimEnd().split('\n');

describe('the job of a flight line is sent with', () => {
  it('exactly the arguments of qsub', async () => {
    await siteOf('qsub');
    const run = await lineRun();
    await site.runner.ensureStarted(run);
    const { root } = site;
    expect(site.jobs()[0]!.args).toEqual([
      ...['-N', 'WEB_GB18_00_f123a011', '-q', 'arsf.q', '-P', 'arsfdan', '-p', '0', '-wd', root],
      ...['-e', join(root, 'joblog'), '-o', join(root, 'joblog'), '-m', 'n', '-b', 'y', '-V'],
      ...['-l', 'apl_throttle=1', '-l', 'apl_web_throttle=1', '-l', 'tmpfree=100'],
      ...[run.program, '-l', 'f123a011', '-c', join(root, 'order.cfg'), '-s', 'fenix'],
      ...['-o', join(root, 'GB18_00_2018_123_abc'), '-m', '-b'],
    ]);
    expect(await endOf(site, run)).toMatchObject({ exitCode: 0 });
  });

  it('exactly the arguments and the standard input of bsub', async () => {
    await siteOf('bsub');
    const run = await lineRun();
    await site.runner.ensureStarted(run);
    const { root } = site;
    const log = join(root, 'joblog', 'WEB_GB18_00_f123a011');
    const [job] = site.jobs();
    expect(job!.args).toEqual([
      ...['-J', 'WEB_GB18_00_f123a011', '-q', 'arsf.q'],
      ...['-o', `${log}_%J.o`, '-e', `${log}_%J.e`, '-W', '12:00', '-n', '1'],
    ]);
    expect(job!.stdin).toBe(
      `${run.program} -l f123a011 -c ${root}/order.cfg -s fenix -o ${root}/GB18_00_2018_123_abc -m -b\n`,
    );
    expect(await endOf(site, run)).toMatchObject({ exitCode: 0 });
  });

  it('the like of it for sbatch, where 12:00 is twelve hours and not twelve minutes', async () => {
    await siteOf('sbatch');
    const run = await lineRun();
    await site.runner.ensureStarted(run);
    const { root } = site;
    const log = join(root, 'joblog', 'WEB_GB18_00_f123a011');
    const [job] = site.jobs();
    expect(job!.args).toEqual([
      ...[
        '--parsable',
        '--job-name',
        'WEB_GB18_00_f123a011',
        '--partition',
        'arsf.q',
        '--account',
        'arsfdan',
      ],
      ...['--time', '12:00:00', '--output', `${log}_%j.o`, '--error', `${log}_%j.e`],
      ...['--ntasks', '1', '--no-requeue', '--export=ALL'],
    ]);
    expect(job!.stdin).toBe(
      `#!/bin/sh\ncd ${root} || exit 1\nexec ${run.program} -l f123a011 -c ${root}/order.cfg -s fenix -o ${root}/GB18_00_2018_123_abc -m -b\n`,
    );
    expect(await endOf(site, run)).toMatchObject({ exitCode: 0 });
  });
});

describe.each(['qsub', 'bsub', 'sbatch'] as const)(
  'fault 28: what %s is given is read by no shell',
  (system) => {
    it.each([`it's "quoted" $(touch x) \`touch x\`; touch x & \\ | > x * ?`, '-x'])(
      'and arrives as it was: %s',
      async (hostile) => {
        await siteOf(system);
        const run = await lineRun(hostile, 'out $(touch x)');
        await site.runner.ensureStarted(run);
        expect(await endOf(site, run)).toMatchObject({ exitCode: 0 });
        expect(await given()).toEqual([
          ...['-l', hostile, '-c', join(site.root, 'order.cfg'), '-s', 'fenix'],
          ...['-o', join(site.root, 'out $(touch x)'), '-m', '-b'],
        ]);
        for (const place of [site.root, run.runDirectory, run.workingDirectory])
          expect(existsSync(join(place, 'x'))).toBe(false);
        expect(site.calls()[0]!.join(' ')).toContain(`WEB_GB18_00_${hostile.replace(/[^\w.-]/g, '_')}`);
      },
    );

    it('and options of the job system cannot be smuggled in by a line break', async () => {
      await siteOf(system);
      const run = await lineRun('f123\n#BSUB -q root.q\n#SBATCH -p root');
      await expect(site.runner.ensureStarted(run)).rejects.toMatchObject({ code: 'REFUSED' });
      expect(site.jobs()).toEqual([]);
    });
  },
);

describe.each(['qsub', 'bsub', 'sbatch'] as const)('a run of the station by %s', (system) => {
  it('has the supervisor as its job, and of the environment only what is named', async () => {
    await siteOf(system);
    process.env['SIPSTREAM_LEDGER_TEST_SECRET'] = 'secret';
    const run = await scriptRun(site, 'echo "$FLAVOUR $1 $SIPSTREAM_LEDGER_TEST_SECRET"; exit 3', {
      args: ['two words'],
    });
    await site.runner.ensureStarted(run);
    expect(await endOf(site, run)).toMatchObject({ exitCode: 3, signal: null, timedOut: false });
    delete process.env['SIPSTREAM_LEDGER_TEST_SECRET'];
    expect(await readFile(run.stdoutFile, 'utf8')).toBe('strange two words \n');
    const [job] = site.jobs();
    expect(job!.environment).not.toHaveProperty('SIPSTREAM_LEDGER_TEST_SECRET');
    expect(job!.environment['SIPSTREAM_RUN_DIRECTORY']).toBe(run.runDirectory);
    expect([...job!.args, job!.stdin].join(' ')).toContain('supervisor.js');
    expect(job!.args.join(' ')).toMatch(/2018-05-03_L1_case-|L1_case-\d+_run-1/);
    expect(job!.args.join(' ')).not.toContain('throttle');
  });

  it('that is refused says why in the words of the system, and is sent when it is tried again', async () => {
    await siteOf(system);
    await site.set('refuse', 'Unable to run job: queue "arsf.q" does not exist.');
    const run = await scriptRun(site, 'exit 0');
    const refused = { code: 'JOB_SYSTEM', message: expect.stringContaining('queue "arsf.q" does not exist') };
    await expect(site.runner.ensureStarted(run)).rejects.toMatchObject(refused);
    await expect(site.runner.ensureStarted(run)).rejects.toMatchObject(refused);
    await site.set('refuse', undefined);
    await site.runner.ensureStarted(run);
    expect(await endOf(site, run)).toMatchObject({ exitCode: 0 });
    expect(site.jobs()).toHaveLength(1);
  });

  it('says when the command is not there or cannot be run', async () => {
    await siteOf(system, { command: fileURLToPath(import.meta.url) });
    const run = await scriptRun(site, 'exit 0');
    await expect(site.runner.ensureStarted(run)).rejects.toMatchObject({ code: 'JOB_SYSTEM' });
  });
});
