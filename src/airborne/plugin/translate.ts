import gdal from 'gdal-async';

const TYPES = ['Byte', 'UInt16', 'Int16', 'UInt32', 'Int32', 'Float32', 'Float64'];

/**
 * Translates a raster that GDAL reads to ENVI BIL (header `<target>.hdr`). Null when it did, else why not, as the end of a
 * sentence. ENVI rasters are refused: one that our reader does not take is damaged, and GDAL would read zeros there.
 */
export async function translateToEnvi(source: string, target: string): Promise<string | null> {
  gdal.config.set('GDAL_PAM_ENABLED', 'NO');
  try {
    const dataset = await gdal.openAsync(source);
    try {
      if (dataset.driver.description === 'ENVI') return 'its header and its size do not fit';
      const count = await dataset.bands.countAsync();
      if (count === 0) return 'it has no bands';
      const type = (await dataset.bands.getAsync(1)).dataType ?? 'none';
      if (!TYPES.includes(type)) return `its samples are of a type that has no place here (${type})`;
      const options = ['-of', 'ENVI', '-co', 'INTERLEAVE=BIL', '-co', 'SUFFIX=ADD'];
      (await gdal.translateAsync(target, dataset, options)).close();
      return null;
    } finally {
      dataset.close();
    }
  } catch (error) {
    // GDAL's errors may come without a word.
    const words = error instanceof Error && error.message !== '' ? error.message : 'no reason given';
    return `GDAL cannot read it either (${words.split('\n')[0]})`;
  }
}
