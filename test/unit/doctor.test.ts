import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DoctorCheck } from '../../src/operator/doctor/check.js';
import { diagnose, type DoctorOptions } from '../../src/operator/doctor/diagnose.js';

describe('doctor', () => {
  let directory: string;
  let home: string;
  let bin: string;
  let cache: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sipstream-doctor-'));
    home = join(directory, 'home');
    bin = join(directory, 'bin');
    cache = join(directory, 'cache');
    await mkdir(bin);
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** A program that says one line, whatever it is asked. */
  async function program(path: string, line: string): Promise<void> {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, `#!/bin/sh\necho '${line}'\n`);
    await chmod(path, 0o755);
  }

  async function check(name: string, options: Partial<DoctorOptions> = {}): Promise<DoctorCheck | undefined> {
    const environment = { PATH: bin, XDG_CACHE_HOME: cache };
    const checks = await diagnose({ home, minimumFreeBytes: 0, environment, ...options });
    return checks.find((candidate) => candidate.name === name);
  }

  it('finds the bindings that deploy/setup built, with their versions', async () => {
    expect(await check('GDAL')).toMatchObject({
      ok: true,
      found: expect.stringMatching(/^3\.\d+\.\d+, \d+ drivers$/),
    });
    expect(await check('SQLite')).toMatchObject({ ok: true, found: expect.stringMatching(/^3\.\d+\.\d+$/) });
  });

  it('names a binding that is not there, and deploy/setup as the remedy', async () => {
    const packagesOf = join(directory, 'package.json');

    expect(await check('GDAL', { packagesOf })).toMatchObject({
      ok: false,
      required: true,
      problem: expect.stringMatching(/^The GDAL binding does not load: Cannot find module/),
      next: 'Run deploy/setup.',
    });
    expect(await check('SQLite', { packagesOf })).toMatchObject({ ok: false, required: true });
  });

  it.each([
    ['18.20.4', false],
    ['20.2.0', false],
    ['20.3.0', true],
    ['22.0.0', true],
    ['100.1.0', true],
  ])('judges Node.js %s: %s', async (nodeVersion, ok) => {
    expect(await check('Node.js', { nodeVersion })).toMatchObject({ ok, required: true, found: nodeVersion });
  });

  it('takes the Temporal CLI on PATH before the one in the cache', async () => {
    await program(join(bin, 'temporal'), 'temporal version 1.9.0 (Server 1.32.0, UI 2.51.0)');
    await program(
      join(cache, 'sipstream/temporal-1.8.2'),
      'temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)',
    );

    expect(await check('Temporal CLI')).toMatchObject({
      ok: true,
      found: `1.9.0 (${join(bin, 'temporal')})`,
    });
  });

  it.each([
    'temporal version 1.7.1 (Server 1.30.0)',
    'temporal version 2.0.0 (Server 2.0.0)',
    'tctl version 1.18.4',
  ])('takes the one in the cache when the one on PATH says "%s"', async (line) => {
    await program(join(bin, 'temporal'), line);
    const cached = join(cache, 'sipstream/temporal-1.8.2');
    await program(cached, 'temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)');

    expect(await check('Temporal CLI')).toMatchObject({ ok: true, found: `1.8.2 (${cached})` });
  });

  it('says which Temporal CLI will not do when there is no other', async () => {
    await program(join(bin, 'temporal'), 'temporal version 1.7.1 (Server 1.30.0)');

    expect(await check('Temporal CLI')).toEqual({
      name: 'Temporal CLI',
      ok: false,
      required: true,
      problem: `The Temporal CLI 1.7.1 (${join(bin, 'temporal')}) will not do; sipstream needs 1.8 or newer, below 2.`,
      next: 'Run deploy/setup, which gets it.',
    });
  });

  it('says that a kept Temporal CLI does not run', async () => {
    await mkdir(join(cache, 'sipstream'), { recursive: true });
    await writeFile(join(cache, 'sipstream/temporal-1.8.2'), 'half a download', { mode: 0o755 });

    expect(await check('Temporal CLI')).toMatchObject({
      ok: false,
      problem: expect.stringContaining('does not run'),
    });
  });

  it('asks for Go only where the Temporal CLI is missing', async () => {
    expect(await check('Go')).toMatchObject({ ok: false, required: false, problem: 'Go is not installed.' });

    await program(join(bin, 'go'), 'go1.19.8');
    expect(await check('Go')).toMatchObject({
      ok: false,
      problem: 'Go is too old to build the Temporal CLI.',
    });

    await program(join(bin, 'go'), 'go1.26.4');
    expect(await check('Go')).toMatchObject({ ok: true, found: `go1.26.4 (${join(bin, 'go')})` });

    await program(join(bin, 'temporal'), 'temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)');
    expect(await check('Go')).toBeUndefined();
  });

  it('looks for an FTP server and can do without', async () => {
    await program(join(bin, 'vsftpd'), 'vsftpd: version 3.0.3');

    expect(await check('FTP server')).toEqual({
      name: 'FTP server',
      ok: true,
      required: false,
      found: join(bin, 'vsftpd'),
    });
  });

  it('makes the home, and leaves nothing in it', async () => {
    expect(await check(`Directory ${home}`)).toMatchObject({
      ok: true,
      found: expect.stringMatching(/ GiB free$/),
    });
    expect(await readdir(home)).toEqual([]);
  });

  it('does not make a directory of the site: its disk may not be mounted', async () => {
    const missing = join(directory, 'archive');

    expect(await check(`Directory ${missing}`, { directories: [missing] })).toMatchObject({
      ok: false,
      required: true,
      problem: `The directory ${missing} is not there.`,
    });
  });

  it('says that the home is a file', async () => {
    await writeFile(home, '');

    expect(await check(`Directory ${home}`)).toMatchObject({
      ok: false,
      problem: `The directory ${home} is not a directory.`,
    });
  });

  it('reports a disk with too little space, and lets the station run', async () => {
    expect(await check(`Directory ${home}`, { minimumFreeBytes: Number.MAX_SAFE_INTEGER })).toMatchObject({
      ok: false,
      required: false,
      problem: expect.stringMatching(/^Only \d+\.\d GiB free in /),
    });
  });

  it('gives a problem and a next step for each thing that is not ok, and neither for what is', async () => {
    const checks = await diagnose({
      home,
      directories: [join(directory, 'nowhere')],
      environment: { PATH: '', XDG_CACHE_HOME: cache },
      packagesOf: join(directory, 'package.json'),
      nodeVersion: '16.0.0',
    });

    expect(checks.filter(({ ok }) => !ok).length).toBeGreaterThanOrEqual(6);
    for (const { ok, problem, next } of checks) {
      expect([problem !== undefined, next !== undefined]).toEqual([!ok, !ok]);
      if (!ok) expect(`${problem} ${next}`).toMatch(/^[^\n]*\.$/);
    }
  });
});
