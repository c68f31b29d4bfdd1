import { describe, expect, it } from 'vitest';
import { INDICES, TOLERANCE_NM, indexOf } from '../../src/domain/scops/indices.js';
import { checkBandMaths } from '../../src/formats/band-maths/check.js';
import { isProblem } from '../../src/formats/band-maths/parse.js';

const evenly = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, band) => from + ((to - from) * band) / (count - 1));
const FENIX = [...evenly(380, 970, 348), ...evenly(975, 2500, 274)];
const EAGLE = evenly(400, 970, 253);
const HAWK = evenly(970, 2450, 256);
const OWL = evenly(7700, 12300, 96);

const of = (name: string, wavelengths: readonly number[]) =>
  indexOf(
    INDICES.find((index) => index.name === name)!,
    wavelengths,
  );

describe('predefined indices', () => {
  it.each(['ndvi', 'ndbi', 'ndwi'])(
    '%s is of the bands that SCOPS meant for Fenix, and can be worked out',
    (name) => {
      const scops = { ndvi: [253, 170], ndbi: [460, 253], ndwi: [281, 396] }[name]!;
      const index = of(name, FENIX);
      expect(index.expression).not.toBeNull();
      if (index.expression === null) return;
      index.bands.forEach(({ band, wavelength }, at) => {
        expect(FENIX[band - 1]).toBe(wavelength);
        expect(Math.abs(wavelength - FENIX[scops[at]! - 1]!)).toBeLessThan(TOLERANCE_NM);
      });
      expect(isProblem(checkBandMaths(index.expression, FENIX.length))).toBe(false);
    },
  );

  it('are of the nearest bands of another sensor', () => {
    const ndvi = of('ndvi', EAGLE);
    expect(ndvi).toMatchObject({ expression: '(band178 - band120) / (band178 + band120)' });
    const distances = EAGLE.map((wavelength) => Math.abs(wavelength - 800));
    expect(distances.indexOf(Math.min(...distances))).toBe(177);
  });

  it('are refused in a sentence where the sensor has no such band', () => {
    expect(of('ndvi', HAWK)).toEqual({
      expression: null,
      sentence:
        'ndvi needs a band near 800 and 670 nm; the sensor has bands from 970 to 2450 nm, none of them within 20 nm.',
    });
    expect(of('ndbi', EAGLE)).toMatchObject({ expression: null });
    expect(of('ndwi', EAGLE)).toMatchObject({ expression: null });
    expect(of('ndwi', OWL)).toMatchObject({ expression: null });
    expect(of('ndvi', [])).toMatchObject({
      expression: null,
      sentence: expect.stringContaining('not known'),
    });
  });
});
