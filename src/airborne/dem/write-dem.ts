import { RasterWriter } from '../envi/raster-writer.js';
import type { Heights } from './heights.js';

/**
 * Writes heights as an order's DEM: ENVI Float32, one band, longitude and latitude of WGS84, the header `<output>.hdr`. There is
 * no 'data ignore value', because there are no holes. Lines of `comments` are kept in the header as `;` lines.
 */
export async function writeDem(output: string, heights: Heights, comments: readonly string[]): Promise<void> {
  const { columns, rows, west, north, dx, dy, values } = heights;
  const writer = await RasterWriter.create(output, {
    samples: columns,
    lines: rows,
    bands: 1,
    type: 4,
    interleave: 'bil',
    fields: new Map([
      ['map info', `{Geographic Lat/Lon, 1, 1, ${west}, ${north}, ${dx}, ${dy}, WGS-84}`],
      ['band names', '{Height above the WGS84 ellipsoid}'],
    ]),
    comments,
  });
  try {
    await writer.write(values);
    await writer.commit();
  } catch (error) {
    await writer.discard();
    throw error;
  }
}
