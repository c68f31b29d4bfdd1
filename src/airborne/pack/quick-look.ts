import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { headerOf } from '../envi/raster-reader.js';
import { gdal } from '../gdal.js';
import { bandsOfPicture } from './colours.js';

/** Pixels along the longer side of a quick-look, at most. */
const LONGEST = 1024;

/**
 * Draws a map as a PNG: red, green and blue or grey, each stretched from the 2nd to the 98th of a hundred of its values,
 * transparent where nothing is. Returns its size in bytes. Throws GDAL's errors.
 */
export async function drawQuickLook(
  mapped: string,
  path: string,
): Promise<{ readonly bytes: number; readonly bands: readonly number[] }> {
  const { openAsync, drivers, vsimem, GDT_Byte } = gdal();
  const bands = bandsOfPicture(await headerOf(mapped));
  const source = await openAsync(mapped);
  const { x: columns, y: rows } = source.rasterSize;
  const scale = Math.min(1, LONGEST / Math.max(columns, rows));
  const [width, height] = [columns, rows].map((side) => Math.max(1, Math.round(side * scale))) as [
    number,
    number,
  ];
  const planes: Float32Array[] = [];
  for (const band of bands) {
    const values = new Float32Array(width * height);
    await source.bands
      .get(band)
      .pixels.readAsync(0, 0, columns, rows, values, { buffer_width: width, buffer_height: height });
    planes.push(values);
  }
  source.close();
  const opaque = new Uint8Array(width * height);
  for (const values of planes)
    values.forEach((value, at) => (opaque[at] = isValue(value) ? 255 : opaque[at]!));
  const picture = await openAsync('', 'w', 'MEM', width, height, bands.length + 1, GDT_Byte);
  const layers = [...planes.map(stretched), opaque];
  for (const [index, layer] of layers.entries())
    await picture.bands.get(index + 1).pixels.writeAsync(0, 0, width, height, layer);
  const name = '/vsimem/quick-look.png';
  (await drivers.get('PNG').createCopyAsync(name, picture)).close();
  picture.close();
  const png = vsimem.release(name);
  await writeFileAtomic(path, png);
  return { bytes: png.length, bands };
}

/** 0 is where nothing was mapped. */
const isValue = (value: number) => value !== 0 && Number.isFinite(value);

function stretched(values: Float32Array): Uint8Array {
  const sorted = values.filter(isValue).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(0.02), at(0.98)];
  const range = high - low;
  return Uint8Array.from(values, (value) => {
    if (!isValue(value)) return 0;
    if (!(range > 0)) return 128;
    return Math.round(255 * Math.min(1, Math.max(0, (value - low) / range)));
  });
}
