import type { BundleRequest, StageFacts, StageReport } from '../contract.js';
import { writeZip } from './zip.js';

/** Makes the zip of zips. Throws OperationsError RASTER_INVALID when an entry is not there. */
export async function bundle({ entries, zip }: BundleRequest, report: StageReport): Promise<StageFacts> {
  const bytes = await writeZip(zip, entries, false, (share) => report.progress(100 * share));
  return { bytes, entries: entries.length };
}
