import type { CfgValues } from './cfg-values.js';
import type { DemChoice } from './order.js';

/**
 * Where a .cfg takes elevations from. `dem_name` is a file only where the client gave it: for a mosaic it is what SCOPS made of it.
 * `nextmap` and names of the site's own are mosaics like `aster` and `srtm`.
 */
export function readCfgDem(values: CfgValues): DemChoice {
  const name = values.word('dem', 'dem');
  const isOnFtp = values.flag('dem', 'ftp_dem');
  const isConfirmed = values.flag('dem', 'ftp_dem_confirmed');
  const path = values.text('dem_name') || null;
  if (isOnFtp) return { source: 'ftp', path, confirmed: isConfirmed && path !== null };
  if (name.toLowerCase().includes('upload'))
    return { source: 'upload', path, ...(isForced(values) && { force: true }) };
  return { source: 'mosaic', name };
}

/** The keys of a choice. */
export function writeCfgDem(dem: DemChoice): [string, string][] {
  const flags = (isOnFtp: boolean, isConfirmed: boolean): [string, string][] => [
    ['ftp_dem', isOnFtp ? 'True' : 'False'],
    ['ftp_dem_confirmed', isConfirmed ? 'True' : 'False'],
  ];
  if (dem.source === 'mosaic') return [['dem', dem.name], ...flags(false, false)];
  const isFtp = dem.source === 'ftp';
  return [
    ['dem', 'upload'],
    ['dem_name', dem.path ?? ''],
    ...(dem.source === 'upload' && dem.force === true ? [['force_dem', 'True'] as [string, string]] : []),
    ...flags(isFtp, isFtp && dem.confirmed),
  ];
}

/** SCOPS looks only whether `force_dem` is there; a plain 'false' is taken at its word. */
function isForced(values: CfgValues): boolean {
  return values.has('force_dem') && (values.text('force_dem') === '' || values.flag('dem', 'force_dem'));
}
