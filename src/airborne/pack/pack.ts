import { basename } from 'node:path';
import { OperationsError } from '../../domain/failures.js';
import type { ExtraFormat } from '../../domain/scops/order.js';
import type { PackRequest, StageFacts, StageReport } from '../contract.js';
import { RasterReader } from '../envi/raster-reader.js';
import { gdal } from '../gdal.js';
import { drawQuickLook } from './quick-look.js';
import { translate } from './translate.js';
import { writeZip } from './zip.js';

/** Of the whole way: the picture, then each other format as much as the zip. */
const PICTURE_SHARE = 0.02;

/**
 * Packs a map: its picture, its other formats, and last its zip, so that where a zip is, everything is. Throws OperationsError
 * RASTER_INVALID when the map is not there or not whole.
 */
export async function pack(request: PackRequest, report: StageReport): Promise<StageFacts> {
  const { mapped, formats, zip, quickLook, extras } = request;
  // GDAL would read a map that was cut off as zeros.
  await (await RasterReader.open(mapped)).close();
  // Nothing is to lie beside what is read or written: no .aux.xml.
  gdal().config.set('GDAL_PAM_ENABLED', 'NO');
  gdal().config.set('GDAL_CACHEMAX', '64');
  const steps = formats.length + 1;
  let step = 0;
  const progress = (share: number) =>
    report.progress(100 * (PICTURE_SHARE + ((1 - PICTURE_SHARE) * (step + share)) / steps));
  const picture = await drawQuickLook(mapped, quickLook);
  const sizes: Partial<Record<ExtraFormat, number>> = {};
  for (const format of formats) {
    const path = extras[format];
    if (path === undefined)
      throw new OperationsError('UNEXPECTED', `No path is given for the ${format} of ${mapped}.`);
    sizes[format] = await translate(mapped, format, path, progress);
    step += 1;
  }
  const entries = [mapped, `${mapped}.hdr`].map((path) => ({ path, name: basename(path) }));
  const bytes = await writeZip(zip, entries, true, progress);
  return { zip: bytes, quickLook: picture.bytes, quickLookBands: picture.bands, ...sizes };
}
