import { join } from 'node:path';
import { RasterWriter } from '../../src/airborne/envi/raster-writer.js';
import { samplesOf } from '../../src/airborne/envi/samples.js';
import type { EnviType } from '../../src/formats/envi-header.js';

/** A flight line in sensor geometry with an IGM in UTM: a straight course over gently waving ground, by an aircraft that rolls. */
export interface LineShape {
  readonly samples: number;
  readonly lines: number;
  readonly bands: number;
  /** Degrees clockwise from north. */
  readonly heading?: number;
  /** Metres between neighbours. */
  readonly across?: number;
  readonly along?: number;
  /** Metres that roll and terrain move a pixel, at most. */
  readonly wobble?: number;
  /** Where the line begins. */
  readonly east?: number;
  readonly north?: number;
  /** Metres flown at a line, where that isn't even. */
  readonly flown?: (line: number) => number;
}

/** Where a pixel of such a line lies. */
export function positionOf(shape: LineShape, line: number, sample: number): { x: number; y: number } {
  const {
    samples,
    heading = 37,
    across = 0.9,
    along = 1.1,
    wobble = 2,
    east = 400_000,
    north = 5_560_000,
  } = shape;
  const flown = shape.flown?.(line) ?? line * along;
  const angle = (heading * Math.PI) / 180;
  const right =
    (sample - (samples - 1) / 2) * across +
    wobble * Math.sin(line / 23) +
    0.3 * wobble * Math.sin(sample / 31 + line / 90);
  const ahead = flown + 0.25 * wobble * Math.sin(line / 17);
  return {
    x: east + right * Math.cos(angle) + ahead * Math.sin(angle),
    y: north - right * Math.sin(angle) + ahead * Math.cos(angle),
  };
}

/** What a pixel has: by band (from 0), line, sample, and its position. */
export type ValueOf = (band: number, line: number, sample: number, x: number, y: number) => number;

/** Writes `NAME.bil` and `NAME.igm` into a folder. `nowhere` says which pixels met no ground. */
export async function writeLine(
  folder: string,
  name: string,
  shape: LineShape,
  type: EnviType,
  value: ValueOf,
  nowhere: (line: number, sample: number) => boolean = () => false,
): Promise<{ readonly raster: string; readonly igm: string }> {
  const { samples, lines, bands } = shape;
  const [raster, igm] = [join(folder, `${name}.bil`), join(folder, `${name}.igm`)];
  const wavelengths = Array.from({ length: bands }, (_, band) => (400 + band * 10.5).toFixed(1));
  const common = { samples, lines, interleave: 'bil' as const, comments: [] };
  const pixels = await RasterWriter.create(raster, {
    ...common,
    bands,
    type,
    fields: new Map([
      ['wavelength', `{${wavelengths.join(', ')}}`],
      ['wavelength units', 'Nanometers'],
    ]),
  });
  const positions = await RasterWriter.create(igm, {
    ...common,
    bands: 3,
    type: 5,
    fields: new Map([['data ignore value', '-9999']]),
  });
  for (let line = 0; line < lines; line += 1) {
    const block = samplesOf(type, samples * bands);
    const places = new Float64Array(samples * 3);
    for (let sample = 0; sample < samples; sample += 1) {
      const { x, y } = positionOf(shape, line, sample);
      const lost = nowhere(line, sample);
      places[sample] = lost ? -9999 : x;
      places[samples + sample] = lost ? -9999 : y;
      places[2 * samples + sample] = lost ? -9999 : 100;
      for (let band = 0; band < bands; band += 1)
        block[band * samples + sample] = value(band, line, sample, x, y);
    }
    await pixels.write(block);
    await positions.write(places);
  }
  await pixels.commit();
  await positions.commit();
  return { raster, igm };
}
