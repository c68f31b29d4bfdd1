import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RasterReader } from '../../src/airborne/envi/raster-reader.js';
import { mask } from '../../src/airborne/mask/mask.js';
import { maskFlags } from '../../src/domain/scops/mask-flags.js';
import type { Masking } from '../../src/domain/scops/order.js';
import { reports, writeRaster } from '../support/flight-fixture.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipstream-mask-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** One pixel of every flag, one of every method, one that is bad and nobody says why, one good: in the first of two bands. */
const FLAGS = [1, 2, 8, 16, 32, 64, 4, 4, 4, 4, 4, 4, 4, 0];
const METHODS = [0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 0, 0];
const NAMES = [...'uomnrqabcdef', 'bad', 'good'];
const SHAPE = { samples: NAMES.length, lines: 1, bands: 2 };
const both = (first: readonly number[]) => [...first, ...first.map(() => 0)];

async function masked(masking: Masking, withMethods = true) {
  const level1 = await writeRaster(
    join(folder, 'l1.bil'),
    { ...SHAPE, type: 12, fields: new Map([['wavelength', '{400, 500}']]) },
    Uint16Array.from({ length: 2 * NAMES.length }, (_, index) => 1000 + index),
  );
  const output = join(folder, 'masked.bil');
  const facts = await mask(
    {
      kind: 'mask',
      level1,
      mask: await writeRaster(join(folder, 'mask.bil'), { ...SHAPE, type: 1 }, Uint8Array.from(both(FLAGS))),
      methods: withMethods
        ? await writeRaster(
            join(folder, 'methods.bil'),
            { ...SHAPE, type: 1 },
            Uint8Array.from(both(METHODS)),
          )
        : null,
      ...maskFlags(masking),
      output,
    },
    reports(),
  );
  const reader = await RasterReader.open(output);
  const samples = [...(await reader.read(0, 1))];
  await reader.close();
  expect(samples.slice(NAMES.length)).toEqual(NAMES.map((_, index) => 1000 + NAMES.length + index));
  samples.slice(0, NAMES.length).forEach((sample, index) => expect([0, 1000 + index]).toContain(sample));
  return { names: NAMES.filter((_, index) => samples[index] === 0), facts, header: reader.header };
}

test.each(['uomnrq', 'u', 'q', 'a', 'f', 'bd', 'uaf'])(
  'exactly the pixels of the letters %s become 0',
  async (letters) => {
    const { names, facts } = await masked([...letters]);
    expect(names).toEqual(NAMES.filter((name) => letters.includes(name)));
    expect(facts).toMatchObject({ samples: 28, masked: letters.length, scans: 1, droppedScans: 0 });
  },
);

test("'all' and all letters mask what is bad, even where the method file does not say why", async () => {
  const bad = NAMES.filter((name) => name !== 'good');
  expect((await masked('all')).names).toEqual(bad);
  expect((await masked([...'uomnrqabcdef'])).names).toEqual(bad);
});

test('without a method file a chosen method masks every bad CCD pixel', async () => {
  const { names } = await masked(['a'], false);
  expect(names).toEqual([...'abcdef', 'bad']);
});

test("'none' masks nothing, and the header is the one that was delivered", async () => {
  const { names, header } = await masked('none');
  expect(names).toEqual([]);
  expect(header).toMatchObject({ ...SHAPE, type: 12, interleave: 'bil' });
  expect(header.fields.get('wavelength')).toBe('{400, 500}');
});

const raster = (name: string, lines: number, type: 1 | 12) =>
  writeRaster(
    join(folder, name),
    { samples: 2, lines, bands: 1, type },
    type === 1 ? new Uint8Array(2 * lines) : new Uint16Array(2 * lines),
  );

test.each([
  ['another number of lines', 2, 1, /mask\.bil has 2 samples, 2 lines.*l1\.bil has 2 samples, 3 lines/],
  ['another type', 3, 12, /mask\.bil, the mask of .*l1\.bil, has data type 12/],
] as const)(
  'a mask of %s is refused in a sentence that names both files, and leaves nothing',
  async (_, lines, type, words) => {
    const level1 = await raster('l1.bil', 3, 12);
    const file = await raster('mask.bil', lines, type);
    const request = {
      kind: 'mask',
      level1,
      mask: file,
      methods: null,
      flags: 127,
      methodFlags: 63,
      output: join(folder, 'out.bil'),
    } as const;
    await expect(mask(request, reports())).rejects.toMatchObject({
      code: 'RASTER_INVALID',
      message: expect.stringMatching(words) as string,
    });
    expect((await readdir(folder)).filter((name) => name.includes('out'))).toEqual([]);
  },
);

test('dropped scans are counted, and progress comes with the lines', async () => {
  const lines = 4;
  const level1 = await raster('l1.bil', lines, 12);
  const file = await writeRaster(
    join(folder, 'mask.bil'),
    { samples: 2, lines, bands: 1, type: 1 },
    Uint8Array.from([16, 16, 0, 0, 48, 0, 0, 16]),
  );
  const told = reports();
  const request = {
    kind: 'mask',
    level1,
    mask: file,
    methods: null,
    flags: 16,
    methodFlags: 0,
    output: join(folder, 'out.bil'),
  } as const;
  await expect(mask(request, told)).resolves.toEqual({ samples: 8, masked: 4, scans: 4, droppedScans: 2 });
  expect(told.percents.at(-1)).toBe(100);
});
