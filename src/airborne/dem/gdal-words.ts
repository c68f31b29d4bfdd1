import gdal from 'gdal-async';

/** Why GDAL failed, in its own words. Its error may come without any. */
export function reason(error: unknown): string {
  const own = error instanceof Error ? error.message : String(error);
  const last = (gdal.lastError as { message?: string } | null)?.message;
  return own.trim() || last?.trim() || 'GDAL gives no reason';
}
