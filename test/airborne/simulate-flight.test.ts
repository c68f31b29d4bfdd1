import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../../src/operator/cli/program.js';
import { workFolder } from './flights.js';

const work = workFolder();

async function sipstream(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await runCommand(words, {
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    isTerminal: false,
    environment: { SIPSTREAM_HOME: join(work, 'no-station'), PATH: '' },
    now: () => 0,
  });
  return { status, out, err };
}

it('sipstream simulate flight makes the flight that is asked for, without a station', async () => {
  const choice = '--lines 1 --scans 12 --samples 20 --bands 5 --sensor o --centre -17.5,178.2 --project T1';
  const { status, out } = await sipstream('--json', 'simulate', 'flight', work, ...choice.split(' '));
  expect(status).toBe(0);
  const { delivery, lines, truth } = JSON.parse(out) as {
    delivery: string;
    lines: { name: string; level1: string }[];
    truth: string;
  };
  expect(delivery).toBe(join(work, 'T1/delivery/T1-2018_123a-owl'));
  expect(lines.map(({ name }) => name)).toEqual(['o123a011']);
  expect(readFileSync(lines[0]!.level1)).toHaveLength(20 * 12 * 5 * 2);
  const { utm } = JSON.parse(readFileSync(truth, 'utf8')) as { utm: object };
  expect(utm).toEqual({ zone: 60, hemisphere: 'S' });
  expect(existsSync(join(work, 'T1/elevations/srtm/S18E178.tif'))).toBe(true);
});

it('sipstream simulate flight says what cannot be flown, and makes nothing', async () => {
  const few = await sipstream('simulate', 'flight', join(work, 'few'), '--samples', '3');
  expect(few).toMatchObject({ status: 2, err: expect.stringContaining('samples is 3') as string });
  const nowhere = await sipstream('simulate', 'flight', join(work, 'few'), '--centre', 'Plymouth');
  expect(nowhere).toMatchObject({ status: 2, err: expect.stringContaining('50.37,-4.14') as string });
  expect(existsSync(join(work, 'few'))).toBe(false);
});
