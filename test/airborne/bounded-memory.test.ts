import { execFile } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StageRequest } from '../../src/airborne/contract.js';
import { emitEnviHeader, type EnviType } from '../../src/formats/envi-header.js';
import { FLOWN, relief, writeDem, writeFlight } from '../support/flight-fixture.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipstream-memory-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What docs/airborne.md says a kernel takes besides the program itself. */
const BOUND = 96;

/**
 * Megabytes that the program of one stage held at its most. The system's `maxRSS` would be no less than what this process has:
 * a child begins as a copy of its parent.
 */
async function peak(request: StageRequest): Promise<number> {
  const main = fileURLToPath(
    new URL(`../../dist/airborne/${request.kind}/${request.kind}.js`, import.meta.url),
  );
  const program = `
    const kernel = (await import(process.argv[1]))[process.argv[2]];
    await kernel(JSON.parse(process.argv[3]), { progress() {}, say() {} });
    const { readFileSync } = await import('node:fs');
    const [, peak] = /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
    process.stdout.write(String(peak / 1024));`;
  const args = ['--input-type=module', '-e', program, main, request.kind, JSON.stringify(request)];
  return Number((await promisify(execFile)(process.execPath, args)).stdout);
}

/** A raster of zeros that takes no room on the disk. */
async function hollow(name: string, lines: number, type: EnviType, bytes: number): Promise<string> {
  const path = join(folder, name);
  const shape = {
    samples: 384,
    lines,
    bands: 100,
    type,
    interleave: 'bil',
    offset: 0,
    bigEndian: false,
  } as const;
  await writeFile(path, '');
  await truncate(path, shape.samples * lines * shape.bands * bytes);
  await writeFile(`${path}.hdr`, emitEnviHeader({ ...shape, fields: new Map(), comments: [] }));
  return path;
}

test('a line that is twelve times as long is masked in the same memory', async () => {
  const of = async (lines: number) =>
    peak({
      kind: 'mask',
      level1: await hollow(`l1-${lines}.bil`, lines, 12, 2),
      mask: await hollow(`mask-${lines}.bil`, lines, 1, 1),
      methods: null,
      flags: 127,
      methodFlags: 63,
      output: join(folder, 'out.bil'),
    });
  const short = await of(300);
  const long = await of(3600);
  expect(long - short).toBeLessThan(BOUND);
});

test('a line that is a hundred times as long is geocorrected in the same memory', async () => {
  const of = async (lines: number) => {
    const flown = { ...FLOWN, samples: 384, lines, step: 0.5 };
    const place = join(folder, String(lines));
    const files = await writeFlight(place, flown);
    const dem = await writeDem(
      join(place, 'dem.bil'),
      relief(flown, 0.15, () => 10),
    );
    return peak({ kind: 'geocorrect', ...files, dem, output: join(place, 'out.igm') });
  };
  const short = await of(200);
  const long = await of(20_000);
  expect(long - short).toBeLessThan(BOUND);
});
