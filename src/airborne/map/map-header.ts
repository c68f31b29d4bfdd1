import { enviList, type EnviHeader } from '../../formats/envi-header.js';

/** Lists of a level-1 header that have one item a band. */
const PER_BAND = ['wavelength', 'fwhm', 'bbl', 'data gain values', 'data offset values'];
/** What else of a level-1 header is as true of its map. */
const KEPT = [
  'wavelength units',
  'radiance data units',
  'sensor type',
  'acquisition date',
  'acquisition time',
];

/** The header fields that a map has from its raster, for the mapped bands (1-based, in the map's order). */
export function fieldsOfBands(raster: EnviHeader, bands: readonly number[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const key of KEPT) {
    const value = raster.fields.get(key);
    if (value !== undefined) fields.set(key, value);
  }
  for (const key of PER_BAND) {
    const list = enviList(raster, key);
    if (list?.length === raster.bands)
      fields.set(key, `{ ${bands.map((band) => list[band - 1]!).join(', ')} }`);
  }
  const names = enviList(raster, 'band names');
  const name = (band: number) => (names?.length === raster.bands ? names[band - 1]! : `Band ${band}`);
  fields.set('band names', `{ ${bands.map(name).join(', ')} }`);
  return fields;
}
