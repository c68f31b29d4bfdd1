import { createRequire } from 'node:module';
import type * as Module from 'gdal-async';

/** What gdal-async exports. */
export type Gdal = typeof Module;

/** GDAL, loaded when it is first asked for: that takes a quarter of a second, and most kernels never need it. */
export function gdal(): Gdal {
  return createRequire(import.meta.url)('gdal-async') as Gdal;
}

/** What GDAL says is wrong. Its errors may have an empty message, or a mere class; the last error has the words then. */
export function gdalWords(error: unknown): string {
  const last = (gdal().lastError as { readonly message?: string } | null)?.message;
  const own = error instanceof Error ? error.message : String(error);
  return last || own || 'GDAL failed without a word';
}
