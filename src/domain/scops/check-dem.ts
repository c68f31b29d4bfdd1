import { isPath, quoted } from './check-about.js';
import type { Check } from './order-facts.js';

/** Where the elevations come from. */
export const demProblems: Check = ({ dem }, { mosaics, demFolders }) => {
  const say = (sentence: string) => [{ field: 'dem', sentence }];
  if (dem.source === 'mosaic') {
    if (mosaics.includes(dem.name)) return [];
    const there =
      mosaics.length === 0 ? 'it has none; upload a DEM' : `choose ${mosaics.join(', ')}, or upload a DEM`;
    return say(`The station has no mosaic of elevations named ${quoted(dem.name)}; ${there}.`);
  }
  if (dem.path === null)
    return dem.source === 'ftp'
      ? []
      : say('An uploaded DEM is chosen, but none has come; upload it, or choose a mosaic.');
  const { path } = dem;
  if (!isPath(path)) return say(`${quoted(path)} is not an absolute path; upload the DEM again.`);
  if (
    demFolders.length > 0 &&
    !demFolders.some((folder) => path.startsWith(`${folder.replace(/\/+$/, '')}/`))
  )
    return say(
      `${quoted(path)} lies where no DEM of a client may lie; upload it, or put it below ${demFolders.join(' or ')}.`,
    );
  return [];
};
