import { enviList, type EnviHeader } from './envi-header.js';

/** Nanometres in a unit, by the first letters of its name. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(nano|nm)/, 1],
  [/^(micro|um|µm)/, 1000],
];

/**
 * The wavelengths of a raster's bands in nanometres, one a band; undefined when the header has none, another number of them
 * than bands, or one that is no number. Without `wavelength units`, figures below 100 are micrometres: no sensor for air
 * and land reaches 100 nm or 100 µm.
 */
export function wavelengthsOf(header: EnviHeader): number[] | undefined {
  const list = enviList(header, 'wavelength');
  if (list === undefined || list.length !== header.bands) return undefined;
  const values = list.map((item) => (item === '' ? NaN : Number(item)));
  if (!values.every((value) => Number.isFinite(value) && value > 0)) return undefined;
  const unit = (header.fields.get('wavelength units') ?? '').toLowerCase();
  const named = UNITS.find(([pattern]) => pattern.test(unit))?.[1];
  return values.map((value) => value * (named ?? (value < 100 ? 1000 : 1)));
}
