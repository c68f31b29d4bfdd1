import { appendFile, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RasterReader } from '../../src/airborne/envi/raster-reader.js';
import { RasterWriter } from '../../src/airborne/envi/raster-writer.js';
import { samplesOf } from '../../src/airborne/envi/samples.js';
import type { EnviType } from '../../src/formats/envi-header.js';
import { writeRaster } from '../support/flight-fixture.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipstream-envi-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const TYPES: readonly EnviType[] = [1, 2, 3, 4, 5, 12, 13];
const shapes = fc.record({
  samples: fc.integer({ min: 1, max: 6 }),
  lines: fc.integer({ min: 1, max: 6 }),
  bands: fc.integer({ min: 1, max: 5 }),
  type: fc.constantFrom(...TYPES),
  interleave: fc.constantFrom('bil' as const, 'bsq' as const, 'bip' as const),
  bigEndian: fc.boolean(),
  offset: fc.integer({ min: 0, max: 20 }),
});
type Shape = typeof shapes extends fc.Arbitrary<infer S> ? S : never;

/** A value that tells where it is, and fits in every type. */
const valueAt = (shape: Shape, line: number, band: number, sample: number) =>
  (line * shape.bands + band) * shape.samples + sample;

/** The samples of a raster in the order of its file. */
function inOrder({ samples, lines, bands, type, interleave }: Shape, shape: Shape) {
  const values = samplesOf(type, samples * lines * bands);
  for (let line = 0; line < lines; line += 1)
    for (let band = 0; band < bands; band += 1)
      for (let sample = 0; sample < samples; sample += 1) {
        const at = {
          bil: (line * bands + band) * samples + sample,
          bsq: (band * lines + line) * samples + sample,
          bip: (line * samples + sample) * bands + band,
        }[interleave];
        values[at] = valueAt(shape, line, band, sample);
      }
  return values;
}

describe('a raster', () => {
  test('is read alike in every interleave, byte order and type, any lines and any bands of it', async () => {
    const path = join(folder, 'any.bil');
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.nat(),
        fc.nat(),
        fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
        async (shape, from, many, picked) => {
          await writeRaster(path, shape, inOrder(shape, shape));
          const first = from % shape.lines;
          const count = 1 + (many % (shape.lines - first));
          const bands = picked.map((band) => band % shape.bands);
          const reader = await RasterReader.open(path);
          try {
            const expected = (wanted: readonly number[]) =>
              Array.from({ length: count }, (_, line) =>
                wanted.map((band) =>
                  Array.from({ length: shape.samples }, (__, sample) =>
                    valueAt(shape, first + line, band, sample),
                  ),
                ),
              ).flat(2);
            expect([...(await reader.read(first, count, bands))]).toEqual(expected(bands));
            const all = Array.from({ length: shape.bands }, (_, band) => band);
            expect([...(await reader.read(first, count))]).toEqual(expected(all));
          } finally {
            await reader.close();
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('that is shorter or longer than its header says is refused, with both sizes', async () => {
    const path = join(folder, 'cut.bil');
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: -40, max: 40 }), async (shape, change) => {
        const values = inOrder(shape, shape);
        await writeRaster(path, shape, values);
        const whole = values.byteLength + shape.offset;
        const size = Math.max(0, whole + change);
        if (size < whole) await truncate(path, size);
        else await appendFile(path, Buffer.alloc(size - whole));
        const opened = RasterReader.open(path).then((reader) => reader.close());
        if (size === whole) return opened;
        await expect(opened).rejects.toMatchObject({
          code: 'RASTER_INVALID',
          message: expect.stringContaining(`has ${size} bytes; its header says ${whole}`) as string,
        });
      }),
      { numRuns: 60 },
    );
  });

  test('without a header, or with one and no data, is refused', async () => {
    await expect(RasterReader.open(join(folder, 'nowhere.bil'))).rejects.toMatchObject({
      code: 'RASTER_INVALID',
    });
    const path = await writeRaster(
      join(folder, 'gone.bil'),
      { samples: 1, lines: 1, bands: 1, type: 1 },
      new Uint8Array(1),
    );
    await rm(path);
    await expect(RasterReader.open(path)).rejects.toMatchObject({
      code: 'RASTER_INVALID',
      message: `${path} is not there.`,
    });
  });

  test('that is written by blocks is read as it was written, and has no name before it is whole', async () => {
    const path = join(folder, 'written.bil');
    const header = {
      samples: 3,
      lines: 4,
      bands: 2,
      type: 5,
      interleave: 'bil',
      fields: new Map(),
      comments: [],
    } as const;
    const values = Float64Array.from({ length: 24 }, (_, index) => index / 7);
    const writer = await RasterWriter.create(path, header);
    for (let line = 0; line < 4; line += 1) await writer.write(values.subarray(line * 6, (line + 1) * 6));
    await expect(RasterReader.open(path)).rejects.toMatchObject({ code: 'RASTER_INVALID' });
    await writer.commit(new Map([['projection', 'osng']]), ['Min X = 0']);
    const reader = await RasterReader.open(path);
    expect([...(await reader.read(0, 4))]).toEqual([...values]);
    expect(reader.header.fields.get('projection')).toBe('osng');
    expect(reader.header.comments).toEqual(['Min X = 0']);
    await reader.close();
  });
});
