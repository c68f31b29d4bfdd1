import { writeFile } from 'node:fs/promises';
import { gdal } from '../../src/airborne/gdal.js';

/** A line whose IGM is in a projection (a PROJ string). */
export interface Geolocated {
  readonly raster: string;
  readonly igm: string;
  readonly proj: string;
}

/** The map that is wanted of it; bands from 1. */
export interface WarpGrid {
  readonly left: number;
  readonly top: number;
  readonly pixel: number;
  readonly columns: number;
  readonly rows: number;
  readonly bands: readonly number[];
  readonly method: 'near' | 'bilinear' | 'cubic';
}

/** Maps a line as GDAL does it, by geolocation arrays: an independent way to nearly the same map. Blocks. */
export async function warpByGeolocation(line: Geolocated, path: string, grid: WarpGrid): Promise<void> {
  const { open, translate, warp, vsimem, SpatialReference } = gdal();
  const source = open(line.raster);
  const bands = grid.bands.flatMap((band) => ['-b', String(band)]);
  translate('/vsimem/line.vrt', source, ['-of', 'VRT', ...bands]).close();
  source.close();
  const text = Buffer.from(vsimem.release('/vsimem/line.vrt')).toString();
  const escaped = SpatialReference.fromProj4(line.proj).toWKT().replaceAll('"', '&quot;');
  const items = {
    ...{ SRS: escaped, X_DATASET: line.igm, X_BAND: 1, Y_DATASET: line.igm, Y_BAND: 2 },
    ...{ PIXEL_OFFSET: 0, LINE_OFFSET: 0, PIXEL_STEP: 1, LINE_STEP: 1 },
    GEOREFERENCING_CONVENTION: 'PIXEL_CENTER',
  };
  const geolocation = Object.entries(items).map(([key, value]) => `<MDI key="${key}">${value}</MDI>`);
  const vrt = text.replace(
    /(<VRTDataset[^>]*>)/,
    `$1<Metadata domain="GEOLOCATION">${geolocation.join('')}</Metadata>`,
  );
  await writeFile(`${path}.vrt`, vrt);
  const { left, top, pixel, columns, rows, method } = grid;
  const extent = [left, top - rows * pixel, left + columns * pixel, top].map(String);
  const located = open(`${path}.vrt`);
  warp(
    path,
    null,
    [located],
    [
      ...['-geoloc', '-t_srs', line.proj, '-te', ...extent, '-tr', String(pixel), String(pixel)],
      ...['-r', method, '-et', '0', '-srcnodata', '0', '-dstnodata', '0'],
      ...['-of', 'ENVI', '-co', 'INTERLEAVE=BIL', '-co', 'SUFFIX=ADD'],
    ],
  ).close();
  located.close();
}
