import { RasterReader } from './raster-reader.js';

/** Opens rasters, runs `work` on them and closes them, whatever happens. Throws what opening or the work throws. */
export async function withRasters<R>(
  paths: readonly string[],
  work: (readers: readonly RasterReader[]) => Promise<R>,
): Promise<R> {
  const readers: RasterReader[] = [];
  try {
    for (const path of paths) readers.push(await RasterReader.open(path));
    return await work(readers);
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}
