import type { DemChoice } from './order.js';

/** Keys of a .cfg with which SCOPS remembers how far an order is: read, checked, and told; never carried over. */
export const LIFE_KEYS = [
  'submitted',
  'confirmed',
  'restart',
  'has_error',
  'status_email_sent',
  'bandratioset',
  'bandratiomappedset',
  'bandratiolev1complete',
  'bandratiomappedcomplete',
] as const;

/** The key in which sipstream keeps what SCOPS has no word for: the formats besides ENVI. */
export const OWN_FORMATS = 'sipstream_formats';

/** The keys of `[DEFAULT]` that say something of an order. */
export const ORDER_KEYS: ReadonlySet<string> = new Set([
  ...LIFE_KEYS,
  OWN_FORMATS,
  ...[
    'julianday',
    'year',
    'sortie',
    'project_code',
    'projection',
    'projstring',
    'sourcefolder',
    'dem',
    'ftp_dem',
  ],
  ...['ftp_dem_confirmed', 'bounds', 'email', 'interpolation', 'pixelsize', 'masking', 'bandratio'],
]);
/** The keys of a flight line. */
export const LINE_KEYS: ReadonlySet<string> = new Set(['process', 'band_range', 'aplmap_ignore_freespace']);

/** Whether a key is that of an equation or a plugin. */
export function isDerivedKey(key: string): boolean {
  return /^(eq|plugin)_./.test(key) && key !== 'plugin_directory';
}

/**
 * Whether a key says something of an order. That of a line counts in `[DEFAULT]` too, where all lines inherit it; the DEM's
 * file only where it isn't one that SCOPS made itself.
 */
export function isOrderKey(section: string, key: string, dem: DemChoice): boolean {
  if (isDerivedKey(key) || LINE_KEYS.has(key)) return true;
  if (section !== 'DEFAULT') return false;
  if (key === 'dem_name') return dem.source !== 'mosaic';
  if (key === 'force_dem') return dem.source === 'upload';
  return ORDER_KEYS.has(key);
}
