import { RasterWriter } from '../../../src/airborne/envi/raster-writer.js';
import { samplesOf } from '../../../src/airborne/envi/samples.js';
import type { EnviType } from '../../../src/formats/envi-header.js';

/** Writes a BIL raster of pseudo-random values, always the same: `value` makes one of 20 random bits. */
export async function writeNoise(
  path: string,
  shape: {
    readonly samples: number;
    readonly lines: number;
    readonly bands: number;
    readonly type: EnviType;
  },
  value: (bits: number) => number,
): Promise<void> {
  const writer = await RasterWriter.create(path, {
    ...shape,
    interleave: 'bil',
    fields: new Map(),
    comments: [],
  });
  const line = samplesOf(shape.type, shape.samples * shape.bands);
  let state = 1;
  for (let count = 0; count < shape.lines; count += 1) {
    for (let at = 0; at < line.length; at += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      line[at] = value(state >>> 12);
    }
    await writer.write(line);
  }
  await writer.commit();
}
