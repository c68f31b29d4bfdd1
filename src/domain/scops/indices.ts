/** An index that every sensor may be asked for, as long as it sees the wavelengths. */
export interface PredefinedIndex {
  /** The name of its equation. */
  readonly name: string;
  readonly title: string;
  /** Nanometres: the index is (a − b) / (a + b). */
  readonly a: number;
  readonly b: number;
}

/**
 * SCOPS's page had these with the band numbers of one sensor, Fenix: 622 bands from 380 to 2500 nm, of which 348 lie in the
 * visible and near infrared (380 to 970 nm, 1.7 nm apart) and 274 in the short-wave infrared (970 to 2500 nm, 5.6 nm apart).
 * What its numbers stood for:
 *
 * - NDVI `(band253 - band170) / …`: 253 is at 380 + 252 × 1.7 = 808 nm, 170 at 667 nm: near infrared and red.
 * - NDBI `(band460 - band253) / …`: 460 is the 112th of the short-wave infrared, at 970 + 111 × 5.6 = 1592 nm; with 808 nm.
 * - NDWI `(band281 - band396) / …`: 281 is at 856 nm, 396 the 48th of the short-wave infrared, at 1233 nm. So it is Gao's
 *   index (Remote Sensing of Environment 58, 1996: 860 and 1240 nm), of water in leaves, not McFeeters' of open water.
 *
 * The wavelengths here are the usual ones of these indices that are nearest to that.
 */
export const INDICES: readonly PredefinedIndex[] = [
  { name: 'ndvi', title: 'Vegetation (NDVI): near infrared and red', a: 800, b: 670 },
  { name: 'ndbi', title: 'Built-up land (NDBI): short-wave and near infrared', a: 1610, b: 800 },
  { name: 'ndwi', title: 'Water in leaves (NDWI): near and short-wave infrared', a: 860, b: 1240 },
];

/** How far a band may be from the wavelength that it stands for, nm: within it the features that the indices use are flat. */
export const TOLERANCE_NM = 20;

/** An index for one sensor, or why it cannot be had. */
export type IndexOfSensor =
  | {
      readonly expression: string;
      /** The bands that were chosen (1-based), with their wavelengths in nm, in the order of `a` and `b`. */
      readonly bands: readonly { readonly band: number; readonly wavelength: number }[];
      readonly sentence?: undefined;
    }
  | { readonly expression: null; readonly sentence: string };

/** An index as an equation over the bands of a sensor. @param wavelengths - nm, one a band, in any order */
export function indexOf(index: PredefinedIndex, wavelengths: readonly number[]): IndexOfSensor {
  const bands = [index.a, index.b].map((wanted) => nearest(wanted, wavelengths));
  const [a, b] = bands;
  const missing = [index.a, index.b].filter((_, at) => bands[at] === null);
  if (!a || !b)
    return {
      expression: null,
      sentence: `${index.name} needs a band near ${missing.join(' and ')} nm; ${sensorHas(wavelengths)}.`,
    };
  const [x, y] = [`band${a.band}`, `band${b.band}`];
  return { expression: `(${x} - ${y}) / (${x} + ${y})`, bands: [a, b] };
}

function sensorHas(wavelengths: readonly number[]): string {
  if (wavelengths.length === 0) return 'the wavelengths of the bands are not known';
  const least = Math.round(Math.min(...wavelengths));
  const most = Math.round(Math.max(...wavelengths));
  return `the sensor has bands from ${least} to ${most} nm, none of them within ${TOLERANCE_NM} nm`;
}

/** Of two equally near bands the first. */
function nearest(
  wanted: number,
  wavelengths: readonly number[],
): { readonly band: number; readonly wavelength: number } | null {
  let best: { readonly band: number; readonly wavelength: number } | null = null;
  wavelengths.forEach((wavelength, at) => {
    const distance = Math.abs(wavelength - wanted);
    if (distance <= TOLERANCE_NM && (best === null || distance < Math.abs(best.wavelength - wanted)))
      best = { band: at + 1, wavelength };
  });
  return best;
}
