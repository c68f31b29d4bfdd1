import { RasterReader } from '../../src/airborne/envi/raster-reader.js';
import { RasterWriter } from '../../src/airborne/envi/raster-writer.js';
import { samplesOf, type Samples } from '../../src/airborne/envi/samples.js';
import type { StageReport } from '../../src/airborne/contract.js';
import type { EnviHeader } from '../../src/formats/envi-header.js';

/** A small raster for a test. `value` is asked for every sample: sample, line, band, from 0. */
export async function writeRaster(
  path: string,
  shape: Pick<EnviHeader, 'samples' | 'lines' | 'bands' | 'type'> &
    Partial<Pick<EnviHeader, 'interleave' | 'comments'>>,
  value: (sample: number, line: number, band: number) => number,
  fields: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { samples, lines, bands, type, interleave = 'bil' } = shape;
  const all = samplesOf(type, samples * lines * bands);
  for (let line = 0; line < lines; line += 1)
    for (let band = 0; band < bands; band += 1)
      for (let sample = 0; sample < samples; sample += 1) {
        const at = {
          bil: (line * bands + band) * samples + sample,
          bsq: (band * lines + line) * samples + sample,
          bip: (line * samples + sample) * bands + band,
        }[interleave];
        all[at] = value(sample, line, band);
      }
  const writer = await RasterWriter.create(path, {
    ...{ samples, lines, bands, type, interleave },
    fields: new Map(Object.entries(fields)),
    comments: shape.comments ?? [],
  });
  await writer.write(all);
  await writer.commit();
  return path;
}

/** A whole raster, as BIL. */
export async function readRaster(
  path: string,
): Promise<{ readonly header: EnviHeader; readonly samples: Samples }> {
  const reader = await RasterReader.open(path);
  try {
    return { header: reader.header, samples: await reader.read(0, reader.header.lines) };
  } finally {
    await reader.close();
  }
}

/** Keeps what a kernel tells. */
export class KeptReport implements StageReport {
  readonly percents: number[] = [];
  readonly lines: string[] = [];

  progress(percent: number): void {
    this.percents.push(percent);
  }

  say(line: string): void {
    this.lines.push(line);
  }
}
