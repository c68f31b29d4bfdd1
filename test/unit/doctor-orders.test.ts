import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGeoid } from '../../src/adapters/geoid-grid.js';
import { configSchema } from '../../src/adapters/station/config.js';
import { readScopsConfig } from '../../src/adapters/station/scops-config.js';
import { diagnose } from '../../src/operator/doctor/diagnose.js';
import { writeRaster } from '../airborne/dem-rasters.js';
import { aplStub } from '../support/apl-stub.js';
import { writeNtv2 } from '../support/ntv2.js';

describe('doctor, of orders', () => {
  let home: string;
  let outside: string;
  let bin: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'sipstream-doctor-'));
    outside = await mkdtemp(join(tmpdir(), 'sipstream-disk-'));
    bin = join(home, 'bin');
    await mkdir(bin);
  });
  afterEach(async () => {
    for (const folder of [home, outside]) await rm(folder, { recursive: true, force: true });
  });

  /** The checks of a station with such a `scops:`, beyond those of one that has none. */
  async function checks(scops: object, { relay = false, variables = {}, minimumFreeBytes = 0 } = {}) {
    const environment = { PATH: bin, XDG_CACHE_HOME: home };
    const of = (section: object, named: Record<string, string>) =>
      readScopsConfig(configSchema.parse({ scops: section }), { home }, named);
    const found = async (config: ReturnType<typeof of>) => {
      const orders = { home, scops: config, hasRelay: relay };
      const all = await diagnose({ home, minimumFreeBytes, environment, orders });
      for (const { ok, problem, next } of all) {
        expect([problem !== undefined, next !== undefined]).toEqual([!ok, !ok]);
        if (!ok) expect(`${problem} ${next}`).toMatch(/^[^\n]*[.!]$/);
      }
      return all;
    };
    const usual = (await found(of({}, {}))).map(({ name }) => name);
    const all = await found(of(scops, variables));
    return all.filter(({ name }) => !usual.includes(name) || name === 'Plugins');
  }
  async function check(name: string, ...asked: Parameters<typeof checks>) {
    return (await checks(...asked)).find((one) => one.name === name);
  }
  const program = (name: string) =>
    writeFile(join(bin, name), '#!/bin/sh\nexit 0\n', { mode: 0o755 }).then(() => join(bin, name));
  const tile = { west: -5, north: 51, size: 0.01, columns: 100, rows: 100, value: () => 120 };

  it('asks nothing of a station that takes none, and says what one that does would lack', async () => {
    expect((await checks({})).map(({ name }) => name)).toEqual(['Plugins']);
    const lacking = await checks({ sources: [home] });
    expect(lacking.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([
      'Elevations',
      'British National Grid',
      'SERVER_BASE',
      'Mails to clients',
      'ERROR_EMAIL',
    ]);
    expect(lacking.every(({ required }) => !required)).toBe(true);
    const mail = { error: ['scops@example.org'] };
    const good = { sources: [home], serverBase: 'https://scops.example.org/', mail };
    for (const [name, found] of [
      ['SERVER_BASE', 'https://scops.example.org'],
      ['Mails to clients', 'by the relay'],
      ['ERROR_EMAIL', 'scops@example.org'],
    ] as const)
      expect(await check(name, good, { relay: true })).toMatchObject({ ok: true, found });
    expect(await check('Mails to clients', { ...good, mail: { send: false } })).toMatchObject({ ok: false });
  });

  it('looks into the folders of deliveries, and writes in those that are written', async () => {
    expect(await check(`Deliveries ${outside}`, { sources: [outside] })).toMatchObject({
      ok: false,
      problem: `${outside} has no folder of a project.`,
    });
    await mkdir(join(outside, 'GB18_00'));
    expect(await check(`Deliveries ${outside}`, { sources: [outside] })).toMatchObject({ found: '1 folder' });
    const gone = join(outside, 'gone');
    expect(await check(`Deliveries ${gone}`, { sources: [gone] })).toMatchObject({
      ok: false,
      required: true,
      problem: `The directory ${gone} is not there.`,
    });
    const variables = { WEB_CONFIG_DIR: gone, WEB_OUTPUT: outside };
    const found = await checks({}, { variables, minimumFreeBytes: Number.MAX_SAFE_INTEGER });
    expect(found).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ name: `Directory ${gone}`, ok: false, required: true }),
        expect.objectContaining({ name: `Directory ${outside}`, ok: false, required: false }),
      ]),
    );
  });

  it('opens mosaics, their tiles and their geoids', async () => {
    const folder = join(outside, 'srtm');
    await mkdir(folder);
    const dem = { mosaics: [{ name: 'srtm', path: folder }] };
    expect(await check('Elevations srtm', { dem })).toMatchObject({
      problem: `The folder ${folder} has no tile of elevations.`,
    });
    writeRaster(join(folder, 'N50W005.tif'), tile);
    expect(await check('Elevations srtm', { dem })).toMatchObject({
      ok: true,
      found: expect.stringMatching(/1 tile; .*egm96_15\.gtx raises it by 5\d\.\d to 5\d\.\d m$/) as string,
    });
    const zeros = writeRaster(join(outside, 'zeros.tif'), {
      west: -10,
      north: 60,
      size: 0.1,
      columns: 200,
      rows: 200,
      value: () => 0,
    });
    const level = { mosaics: [{ name: 'srtm', path: folder, geoid: zeros }] };
    expect(await check('Elevations srtm', { dem: level })).toMatchObject({
      problem: expect.stringContaining('which is no geoid') as string,
    });
    const none = { mosaics: [{ name: 'srtm', path: folder, geoid: join(outside, 'none.gtx') }] };
    expect(await check('Elevations srtm', { dem: none })).toMatchObject({
      ok: false,
      problem: expect.stringContaining('none.gtx cannot be opened') as string,
    });
    const tiles = ['N50W005', 'N51W005'].map((name, index) =>
      writeRaster(join(folder, `${name}.tif`), { ...tile, north: tile.north + index }),
    );
    const vrt = join(outside, 'all.vrt');
    (await gdal.buildVRTAsync(vrt, tiles)).close();
    const whole = { mosaics: [{ name: 'own', path: vrt }] };
    expect(await check('Elevations own', { dem: whole })).toMatchObject({
      found: `${vrt}; its heights are ellipsoidal`,
    });
    await rm(tiles[1]!);
    expect(await check('Elevations own', { dem: whole })).toMatchObject({
      ok: false,
      problem: expect.stringContaining('N51W005.tif') as string,
    });
    expect(findGeoid({})).not.toBeNull();
  });

  it('tries the grid of the British National Grid', async () => {
    const path = join(outside, 'grid.gsb');
    const dem = { osngGrid: path };
    const name = 'British National Grid';
    expect(await check(name, { sources: [home], dem })).toMatchObject({
      problem: `The grid ${path} is not there.`,
    });
    const shift = { west: -8, east: 2, south: 49, north: 60, toNorth: 1, toEast: 2 };
    await writeNtv2(path, shift);
    expect(await check(name, { sources: [home], dem })).toMatchObject({ ok: true, found: path });
    await writeNtv2(path, { ...shift, toNorth: 0, toEast: 0 });
    expect(await check(name, { sources: [home], dem })).toMatchObject({ ok: false });
  });

  it('finds the programs of a job system, and of APL', async () => {
    const jobs = { system: 'sbatch' };
    expect(await check('Job system sbatch', { jobs })).toMatchObject({
      ok: false,
      required: true,
      problem: 'Lines are jobs of sbatch, and this host has no sbatch, squeue, scancel.',
    });
    for (const name of ['sbatch', 'squeue', 'scancel']) await program(name);
    expect(await check('Job system sbatch', { jobs })).toMatchObject({ ok: true });
    expect(await check('PROCESS_COMMAND', { jobs: { ...jobs, process: '/nowhere/run -x' } })).toMatchObject({
      problem: 'The command of jobs, /nowhere/run, is not there or cannot be executed.',
    });
    const apl = join(home, 'apl');
    expect(await check('APL', { apl })).toMatchObject({ ok: false, required: true });
    await aplStub(home);
    expect(await check('APL', { apl })).toMatchObject({
      required: false,
      problem: expect.stringContaining('British National Grid') as string,
    });
    expect(await check('APL', { apl, dem: { osngGrid: apl } })).toMatchObject({ ok: true, found: apl });
  });

  it('reads plugins without running them, and says which have no Python', async () => {
    const scops = { plugins: [outside] };
    const traces = join(outside, 'ran');
    await writeFile(join(outside, 'good.py'), `open(${JSON.stringify(traces)}, 'w')\n`);
    await writeFile(join(outside, 'bad.mjs'), 'export function run( {\n');
    await writeFile(join(outside, '1st.py'), '');
    const found = await checks(scops);
    expect(found.filter(({ ok }) => !ok).map(({ problem }) => problem)).toEqual([
      expect.stringContaining('1st.py is not offered'),
      '1 plugin in Python cannot run: there is no python3.',
      expect.stringMatching(/bad\.mjs cannot be read as a program: SyntaxError/),
    ]);
    const python = '/usr/bin/python3';
    expect(await check('Plugins', { ...scops, python })).toMatchObject({ found: 'good, spectral_angle' });
    await writeFile(join(outside, 'good.py'), 'def run(:\n');
    expect(await check('Plugin good', { ...scops, python })).toMatchObject({
      ok: false,
      problem: expect.stringContaining('SyntaxError') as string,
    });
    await expect(readFile(traces)).rejects.toThrow('ENOENT');
  });
});
