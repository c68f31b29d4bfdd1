import * as h5wasm from 'h5wasm/node';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dataDay, dayStart } from '../../src/domain/data-day.js';
import { judgeProduct } from '../../src/domain/qa.js';
import { measureProduct } from '../../src/adapters/gdal/measure.js';
import { metList, metValue, parseMet } from '../../src/formats/met.js';
import { makeDao } from '../../src/simulator/instrument/dao.js';
import { makeDay } from '../../src/simulator/instrument/day.js';
import { orbitAt, placeSeen } from '../../src/simulator/instrument/orbit.js';
import { trueColumn } from '../../src/simulator/instrument/scene.js';
import { installProcessors } from '../../src/simulator/processors/install.js';
import { DemoStation } from '../support/demo-run.js';

const day = dataDay('2026-11-20');
const station = new DemoStation();
const inputs = makeDay({ mission: station.mission, day }).granules;
const nextDao = makeDao({ day: addDays(day, 1) });
const install = (more: Partial<Parameters<typeof installProcessors>[0]> = {}) =>
  installProcessors({ home: station.home, missionLevels: ['L1', 'L2'], version: station.version, ...more });

const l1Names = [
  'MOP01-20261120-L1V1.0.1.he5',
  'MOP01ES-20261120-L1V1.0.1.he5',
  'MOP01QE-20261120-L1V1.0.1.txt',
];
const files = (directory: string) => readdirSync(directory).sort();
const digest = (directory: string) =>
  files(directory).map((name) => [name, readFileSync(join(directory, name)).toString('base64')]);

/** Shape and values of a field of a swath. */
function field(path: string, name: string): { shape: number[]; values: Float32Array | Float64Array } {
  const file = new h5wasm.File(path, 'r');
  try {
    const dataset = file.get(`HDFEOS/SWATHS/${name}`) as h5wasm.Dataset;
    return { shape: dataset.shape!, values: (dataset.value as Float32Array).slice() };
  } finally {
    file.close();
  }
}

/** What the mission's automatic QA says of a product, read through GDAL. */
async function verdict(level: 'L1' | 'L2', type: string, path: string): Promise<string> {
  const row = station.mission.levels[level]!.products.find((product) => product.type === type)!;
  return judgeProduct(row, await measureProduct(path, row)).verdict;
}

let l1: ReturnType<DemoStation['stage']>;
let mop01: string;

beforeAll(async () => {
  await h5wasm.ready;
  await install();
  l1 = station.stage('L1', day, inputs);
  mop01 = join(l1.output, l1Names[0]!);
  expect(await station.run('L1', l1.pcf)).toMatchObject({ code: 0, stderr: '' });
});
afterAll(() => station.remove());

describe('the L1 processor', () => {
  test('writes the products of the mission, the calibrations of the day, and metadata beside each', () => {
    const cold = ['T1', 'T2', 'T3', 'T4'].map((train) => `MOPCH-20261120-${train}-cold-L1V1.0.1.he5`);
    const names = [...l1Names, ...cold];
    expect(files(l1.output)).toEqual(names.flatMap((name) => [name, `${name}.met`]).sort());
    for (const row of station.mission.levels['L1']!.products) {
      for (const name of names.filter((one) => one.startsWith(`${row.type}-`))) {
        const { size } = statSync(join(l1.output, name));
        expect(size).toBeGreaterThanOrEqual(row.size.min);
        expect(size).toBeLessThanOrEqual(row.size.max);
      }
    }
  });

  test('lays out the swath of radiances with its dimensions, and fill where nothing was measured', () => {
    const radiances = field(mop01, 'MOP01/Data Fields/MOPITTRadiances');
    expect(radiances.shape).toEqual([120, 29, 4, 8, 2]);
    const fill = radiances.values.filter((value) => value === -9999).length / radiances.values.length;
    expect(fill).toBeGreaterThan(0.005);
    expect(fill).toBeLessThan(0.08);
    expect(radiances.values.every((value) => value === -9999 || (value > 0 && value < 20))).toBe(true);
    expect(field(mop01, 'MOP01/Geolocation Fields/Latitude').shape).toEqual([120, 29, 4]);
    expect(field(mop01, 'MOP01/Geolocation Fields/Longitude').shape).toEqual([120, 29, 4]);
    expect(field(mop01, 'MOP01/Geolocation Fields/Time').shape).toEqual([120]);
    const seconds = field(mop01, 'MOP01/Geolocation Fields/SecondsinDay').values;
    expect([...seconds]).toEqual([...seconds].sort((a, b) => a - b));
    expect(seconds[0]).toBeLessThan(720);
    expect(seconds.at(-1)).toBeGreaterThan(86_400 - 1440);
  });

  test('passes the QA of the mission', async () => {
    expect(await verdict('L1', 'MOP01', mop01)).toBe('Passed');
    expect(await verdict('L1', 'MOP01ES', join(l1.output, l1Names[1]!))).toBe('Passed');
  });

  test('finds from ephemeris and attitude the places that the instrument looked at', () => {
    const seconds = field(mop01, 'MOP01/Geolocation Fields/SecondsinDay').values;
    const latitude = field(mop01, 'MOP01/Geolocation Fields/Latitude').values;
    seconds.forEach((second, track) => {
      const ms = dayStart(day) + second * 1000;
      // The first stare looks 14 pixels of 22 km to the left.
      const place = placeSeen(orbitAt(ms), ms, -33_000, -14 * 22_000);
      expect(Math.abs(latitude[track * 29 * 4]! - place.latitude)).toBeLessThan(0.05);
    });
  });

  test('says in its metadata what it was made from and by which version', () => {
    const met = parseMet(readFileSync(`${mop01}.met`, 'utf8'));
    expect(metValue(met, 'SHORTNAME')).toBe('MOP01');
    expect(metValue(met, 'LOCALGRANULEID')).toBe(l1Names[0]);
    expect(metValue(met, 'PGEVERSION')).toBe('1.0.1');
    expect(metValue(met, 'RANGEBEGINNINGDATE')).toBe(day);
    const used = inputs.filter(({ slot }) => slot !== undefined);
    expect(metList(met, 'INPUTPOINTER').sort()).toEqual(used.map(({ ur }) => ur).sort());
    const newest = used.map(({ made }) => Date.parse(made)).sort((a, b) => b - a)[0];
    expect(Date.parse(String(metValue(met, 'PRODUCTIONDATETIME')))).toBe(newest);
  });

  test('makes the same bytes of the same inputs', async () => {
    const again = station.stage('L1', day, inputs);
    const ended = await station.run('L1', again.pcf);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('progress 3/12 MOP00SCI 04:00');
    expect(digest(again.output)).toEqual(digest(l1.output));
  });

  test('makes fewer tracks when granules are missing', async () => {
    const without = inputs.filter(
      ({ type, slot }) =>
        !(type === 'MOP00SCI' && slot === '0400') &&
        !(type === 'MOPEPHN0' && slot === '1000') &&
        type !== 'MOPATTNF' &&
        type !== 'MOP00TBL' &&
        type !== 'MOP00ENG',
    );
    const run = station.stage('L1', day, without);
    expect(await station.run('L1', run.pcf)).toMatchObject({ code: 0 });
    const seconds = field(join(run.output, l1Names[0]!), 'MOP01/Geolocation Fields/SecondsinDay').values;
    expect(seconds.length).toBe(100);
    expect(seconds.some((second) => second >= 4 * 3600 && second < 6 * 3600)).toBe(false);
    expect(seconds.some((second) => second >= 10 * 3600 && second < 12 * 3600)).toBe(false);
  });

  test('shows gaps and fill of the packets in its products', async () => {
    const spoil = { 'MOP00SCI/0000': { gaps: 4, missedPerGap: 10, fillPackets: 5 } };
    const run = station.stage('L1', day, makeDay({ mission: station.mission, day, spoil }).granules);
    expect(await station.run('L1', run.pcf)).toMatchObject({ code: 0 });
    const quality = readFileSync(join(run.output, l1Names[2]!), 'utf8');
    expect(quality).toMatch(
      /MOP00SCI: 12 files, 3440 packets, 4 gaps, 40 packets missed, [1-9]\d* octets of fill/,
    );
    const fillOf = (path: string) =>
      field(path, 'MOP01/Data Fields/MOPITTRadiances').values.filter((value) => value === -9999).length;
    expect(fillOf(join(run.output, l1Names[0]!))).toBeGreaterThan(fillOf(mop01) + 35 * 64);
  });

  test('makes warm and hot calibrations on their days, and takes earlier ones as input', async () => {
    // Day 20790 of the epoch: a multiple of 30, so that all three happen.
    const third = dataDay('2026-12-03');
    expect((dayStart(third) / 86_400_000) % 30).toBe(0);
    const calibration = files(l1.output).filter((name) => /^MOPCH.*he5$/.test(name));
    const further = calibration.map((name) => ({ lun: 500010, path: join(l1.output, name) }));
    const run = station.stage(
      'L1',
      third,
      makeDay({ mission: station.mission, day: third }).granules,
      further,
    );
    expect(await station.run('L1', run.pcf)).toMatchObject({ code: 0 });
    expect(files(run.output).filter((name) => /^MOPCH.*he5$/.test(name)).length).toBe(12);
    const met = parseMet(readFileSync(join(run.output, 'MOP01-20261203-L1V1.0.1.he5.met'), 'utf8'));
    expect(metList(met, 'INPUTPOINTER')).toEqual(expect.arrayContaining(calibration));
  });
});

describe('the L2 processor', () => {
  const further = () => [{ lun: 510001, path: mop01 }];
  const dao = [...inputs.filter(({ type }) => type.startsWith('DLLA')), ...nextDao];

  test('retrieves columns near those that the instrument saw', async () => {
    const run = station.stage('L2', day, dao, further());
    expect(await station.run('L2', run.pcf)).toMatchObject({ code: 0, stderr: '' });
    const names = ['MOP02-20261120-L2V1.0.1.he5', 'MOP02Q-20261120-L2V1.0.1.he5'];
    expect(files(run.output)).toEqual(names.flatMap((name) => [name, `${name}.met`]));
    const path = join(run.output, names[0]!);
    expect(await verdict('L2', 'MOP02', path)).toBe('Passed');
    expect(await verdict('L2', 'MOP02Q', join(run.output, names[1]!))).toBe('Passed');
    const column = field(path, 'MOP02/Data Fields/RetrievedCOTotalColumn');
    const latitude = field(path, 'MOP02/Geolocation Fields/Latitude').values;
    const longitude = field(path, 'MOP02/Geolocation Fields/Longitude').values;
    expect(column.shape).toEqual([latitude.length]);
    expect(column.shape[0]).toBeGreaterThan(5000);
    expect(field(path, 'MOP02/Data Fields/RetrievedCOMixingRatioProfile').shape).toEqual([
      latitude.length,
      9,
    ]);
    expect(field(path, 'MOP02/Geolocation Fields/Pressure').shape).toEqual([9]);
    const dayOfYear = Math.floor(((dayStart(day) / 86_400_000) % 365.25) + 1);
    column.values.forEach((value, at) => {
      if (value === -9999) return;
      const truth = trueColumn({ latitude: latitude[at]!, longitude: longitude[at]! }, dayOfYear);
      expect(Math.abs(value / truth - 1)).toBeLessThan(0.1);
    });
    const pressure = field(path, 'MOP02/Data Fields/SurfacePressure').values;
    expect(pressure.every((value) => value > 950 && value < 1050)).toBe(true);
  });

  test('makes the same bytes of the same inputs', async () => {
    const [first, second] = [
      station.stage('L2', day, dao, further()),
      station.stage('L2', day, dao, further()),
    ];
    await station.run('L2', first.pcf);
    await station.run('L2', second.pcf);
    expect(files(first.output).length).toBe(4);
    expect(digest(second.output)).toEqual(digest(first.output));
  });

  test('does without meteorology when an operator proceeded without', async () => {
    const run = station.stage('L2', day, [], further());
    expect(await station.run('L2', run.pcf)).toMatchObject({ code: 0 });
    expect(files(run.output).length).toBe(4);
  });

  test('ends with code 3 and a sentence without radiances', async () => {
    const run = station.stage('L2', day, dao);
    expect(await station.run('L2', run.pcf)).toMatchObject({
      code: 3,
      stderr: 'There is no MOP01 file among the inputs.\n',
    });
  });
});

describe('unusable input', () => {
  test('a day without science packets ends with code 3 and a sentence', async () => {
    const run = station.stage(
      'L1',
      day,
      inputs.filter(({ type }) => type !== 'MOP00SCI'),
    );
    expect(await station.run('L1', run.pcf)).toMatchObject({
      code: 3,
      stderr: 'There is no file of science packets among the inputs.\n',
    });
  });

  test('a process control file that is missing, torn or without a data day ends with code 3 and a sentence', async () => {
    const run = station.stage('L1', day, []);
    const text = readFileSync(run.pcf, 'utf8');
    writeFileSync(run.pcf, text.slice(0, 300));
    expect(await station.run('L1', run.pcf)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^The process control file .* cannot be read: .*\n$/) as string,
    });
    writeFileSync(run.pcf, text.replace(/900001\|.*\n/, ''));
    expect(await station.run('L1', run.pcf)).toMatchObject({
      code: 3,
      stderr: "The PCF has no parameter 900001, 'Data day'.\n",
    });
    expect(await station.run('L1', join(station.root, 'nowhere.pcf'))).toMatchObject({ code: 3 });
  });

  test('a file of packets that is cut short ends with code 3 and names the file', async () => {
    const run = station.stage('L1', day, inputs);
    const name = inputs.find(({ type, slot }) => type === 'MOP00SCI' && slot === '0800')!.files[1]!.name;
    const path = join(run.pcf, '..', name);
    truncateSync(path, statSync(path).size - 7);
    expect(await station.run('L1', run.pcf)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(name) as string,
    });
    expect(existsSync(join(run.output, l1Names[0]!))).toBe(false);
  });
});

describe('installing', () => {
  const program = () => join(station.home, 'L1/proc-1.0/bin/L1Processor');

  test('again changes nothing, and another configuration changes only that', async () => {
    const before = statSync(program(), { bigint: true });
    const config = join(station.home, 'L1/proc-1.0/cfg-1/processor.json');
    const configBefore = statSync(config, { bigint: true });
    await install();
    expect(statSync(program(), { bigint: true }).mtimeNs).toBe(before.mtimeNs);
    expect(statSync(config, { bigint: true }).mtimeNs).toBe(configBefore.mtimeNs);
    expect(Number(before.mode & 0o777n)).toBe(0o755);
    expect(files(join(station.home, 'L1/proc-1.0'))).toEqual(['bin', 'cfg-1', 'src']);
    await install({ tracksPerSlot: 4 });
    expect(statSync(program(), { bigint: true }).mtimeNs).toBe(before.mtimeNs);
    const run = station.stage('L1', day, inputs);
    expect(await station.run('L1', run.pcf)).toMatchObject({ code: 0 });
    expect(field(join(run.output, l1Names[0]!), 'MOP01/Geolocation Fields/Time').shape).toEqual([48]);
    await install();
  });

  test('a crash ends the first run by a signal after some progress, and the next one goes well', async () => {
    await install({ fault: { level: 'L1', kind: 'crash', counterFile: join(station.root, 'crashes') } });
    const run = station.stage('L1', day, inputs);
    const crashed = await station.run('L1', run.pcf);
    expect(crashed).toMatchObject({ code: null, signal: 'SIGSEGV' });
    expect(crashed.stdout).toContain('progress 3/12');
    expect(await station.run('L1', run.pcf)).toMatchObject({ code: 0 });
    await install();
  });

  test('a hang takes no notice of a request to end', async () => {
    await install({ fault: { level: 'L1', kind: 'hang', counterFile: join(station.root, 'hangs') } });
    const child = station.start('L1', station.stage('L1', day, inputs).pcf);
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.once('close', (_code, signal) => resolve(signal)),
    );
    const said = (words: string) =>
      new Promise<void>((resolve) =>
        child.stdout.on('data', (data: Buffer) => data.includes(words) && resolve()),
      );
    await said('waiting for a detector');
    const ignored = said('termination is ignored');
    child.kill('SIGTERM');
    await ignored;
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    await install();
  });
});
