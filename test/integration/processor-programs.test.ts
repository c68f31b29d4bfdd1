import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectProcessor } from '../../src/adapters/processor/installed.js';
import { readRecord, writeRecord } from '../../src/adapters/processor/run-records.js';
import { processorVersion } from '../../src/domain/processor-version.js';
import { endOf, makeRun, runSite, type RunSite } from './fixtures/processor-runs.js';

let site: RunSite;
beforeAll(async () => {
  site = await runSite();
});
afterAll(() => site.remove());

describe('a program that cannot be run', () => {
  const file = async (name: string, content: string | Uint8Array, mode = 0o755): Promise<string> => {
    const path = join(site.root, name);
    await writeFile(path, content, { mode });
    return path;
  };
  const otherMachine = async (): Promise<Buffer> => {
    const head = Buffer.from((await readFile(process.execPath)).subarray(0, 256));
    head.writeUInt16LE(0xf3f3, 18);
    return head;
  };

  it.each<[string, () => Promise<string>, string, RegExp]>([
    ['is not there', () => Promise.resolve('/no/such/L1Processor'), 'PROCESSOR_MISSING', /is not there/],
    [
      'has no x bit',
      () => file('no-x', '#!/bin/sh\n', 0o644),
      'PROCESSOR_NOT_EXECUTABLE',
      /execute permission/,
    ],
    ['is a directory', () => Promise.resolve(site.root), 'PROCESSOR_NOT_EXECUTABLE', /not a file/],
    ['is plain text', () => file('text', 'echo hello\n'), 'PROCESSOR_NOT_EXECUTABLE', /begins with #!/],
    ['is empty', () => file('empty', ''), 'PROCESSOR_NOT_EXECUTABLE', /empty/],
    ['has no interpreter', () => file('idl', '#!/no/idl -x\n'), 'PROCESSOR_NOT_EXECUTABLE', /"\/no\/idl"/],
    [
      'is of another machine',
      async () => file('alien', await otherMachine()),
      'PROCESSOR_NOT_EXECUTABLE',
      /another kind of machine/,
    ],
  ])('%s: refused before the run is claimed', async (_, program, code, sentence) => {
    const run = await makeRun(site, await program());
    const refused = site.runner.ensureStarted(run);
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(await readRecord(run.runDirectory, 'claim')).toBeUndefined();
  });

  it('has an interpreter that is none: refused before the run is claimed', async () => {
    const interpreter = await file('interpreter', 'not a program\n');
    for (const [name, line] of [
      ['odd', interpreter],
      ['odder', site.root],
    ]) {
      const run = await makeRun(site, await file(name!, `#!${line}\n`));
      await expect(site.runner.ensureStarted(run)).rejects.toMatchObject({
        code: 'PROCESSOR_NOT_EXECUTABLE',
      });
    }
  });

  it('is still being installed, which only the system can tell: reported by the wait', async () => {
    const program = await file('copying', await readFile('/bin/true'));
    const installer = await open(program, 'r+');
    try {
      const run = await makeRun(site, program);
      await site.runner.ensureStarted(run);
      const end = endOf(site, run);
      await expect(end).rejects.toMatchObject({
        code: 'PROCESSOR_NOT_EXECUTABLE',
        message: expect.stringContaining('ETXTBSY'),
      });
    } finally {
      await installer.close();
    }
  });

  it('vanishes between the check and the start: reported by the wait', async () => {
    const run = await makeRun(site, '/no/such/L1Processor');
    const record = { ...run, token: 'vanished', graceMs: 100, beatMs: 1_000 };
    await writeRecord(run.runDirectory, 'run', record);
    const supervisor = spawn(process.execPath, [site.options.supervisor!, run.runDirectory], {
      stdio: 'ignore',
    });
    await once(supervisor, 'exit');
    await expect(endOf(site, run)).rejects.toMatchObject({ code: 'PROCESSOR_MISSING' });
  });
});

describe('inspectProcessor', () => {
  const version = processorVersion('1.0.2');
  async function install(home: string): Promise<void> {
    await mkdir(join(home, 'L1/proc-1.0/bin'), { recursive: true });
    await mkdir(join(home, 'L1/proc-1.0/cfg-2'), { recursive: true });
    await writeFile(join(home, 'L1/proc-1.0/bin/L1Processor'), '#!/bin/sh\n', { mode: 0o755 });
    await writeFile(join(home, 'L1/proc-1.0/cfg-2/gains.txt'), '1.0\n');
  }

  it('gives paths and a digest that changes with the program and with the configuration', async () => {
    const home = join(site.root, 'home-1');
    await install(home);
    const first = await inspectProcessor(home, 'L1', version);
    expect(first.program).toBe(join(home, 'L1/proc-1.0/bin/L1Processor'));
    expect(first.configDirectory).toBe(join(home, 'L1/proc-1.0/cfg-2'));
    expect(await inspectProcessor(home, 'L1', version)).toEqual(first);
    await writeFile(join(home, 'L1/proc-1.0/cfg-2/gains.txt'), '1.1\n');
    const second = await inspectProcessor(home, 'L1', version);
    await writeFile(first.program, '#!/bin/sh\nexit 0\n');
    const third = await inspectProcessor(home, 'L1', version);
    expect(new Set([first.digest, second.digest, third.digest]).size).toBe(3);
  });

  it('takes the digest of what a linked program leads to', async () => {
    const home = join(site.root, 'home-2');
    await install(home);
    const { digest, program } = await inspectProcessor(home, 'L1', version);
    await rm(program);
    await writeFile(join(home, 'built'), '#!/bin/sh\n', { mode: 0o755 });
    await symlink(join(home, 'built'), program);
    expect((await inspectProcessor(home, 'L1', version)).digest).toBe(digest);
  });

  it('names what is missing below home', async () => {
    const home = join(site.root, 'home-3');
    await install(home);
    const lacking = (text: string): Promise<unknown> => inspectProcessor(home, 'L1', processorVersion(text));
    await expect(lacking('1.1.2')).rejects.toMatchObject({
      code: 'PROCESSOR_MISSING',
      message: 'L1/proc-1.1/bin/L1Processor is not there.',
    });
    await expect(lacking('1.0.3')).rejects.toMatchObject({
      code: 'PROCESSOR_MISSING',
      message: 'L1/proc-1.0/cfg-3 is not there.',
    });
  });
});
