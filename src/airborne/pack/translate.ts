import { makeWhole } from '../../adapters/files/make-whole.js';
import { OperationsError } from '../../domain/failures.js';
import type { ExtraFormat } from '../../domain/scops/order.js';
import { gdal, gdalWords } from '../gdal.js';
import { removeLeftovers } from '../leftovers.js';

const OPTIONS: Readonly<Record<ExtraFormat, readonly string[]>> = {
  cog: ['-of', 'COG', '-co', 'COMPRESS=DEFLATE', '-co', 'PREDICTOR=YES', '-co', 'BIGTIFF=IF_SAFER'],
  netcdf: ['-of', 'netCDF', '-co', 'FORMAT=NC4', '-co', 'COMPRESS=DEFLATE', '-co', 'ZLEVEL=4'],
};

const ENDINGS: Readonly<Record<ExtraFormat, string>> = { cog: '.tif', netcdf: '.nc' };

/**
 * Writes a map in another format; the file has its name only when it is complete. Returns its size. Blocks until it is done:
 * this process does nothing else, and the asynchronous way fills standard error with diagnostics of HDF5. `progress` is told
 * 0…1. Throws OperationsError UNEXPECTED with GDAL's words.
 */
export async function translate(
  mapped: string,
  format: ExtraFormat,
  path: string,
  progress: (share: number) => void,
): Promise<number> {
  await removeLeftovers(path);
  const make = (temporary: string) => {
    try {
      const source = gdal().open(mapped);
      const options = { progress_cb: (share: number) => progress(share) };
      gdal()
        .translate(temporary, source, [...OPTIONS[format]], options)
        .close();
      source.close();
    } catch (error) {
      throw new OperationsError(
        'UNEXPECTED',
        `${mapped} cannot be written as ${format}: ${gdalWords(error)}.`,
        [],
        {
          cause: error,
        },
      );
    }
  };
  // netCDF files are known by their ending alone when GDAL opens what it has written.
  return makeWhole(path, make, ENDINGS[format]);
}
