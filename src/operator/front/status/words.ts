import { LINE_STAGES } from '../../../domain/scops/stages.js';
import type { OrderProductRow, OrderState } from '../../../ledger/order-rows.js';

/** How the states of an order look; colour adds nothing to the word. */
export const TONES: Readonly<Record<OrderState, string>> = {
  'awaiting confirmation': 'warn',
  'awaiting equations': 'warn',
  'awaiting DEM': 'warn',
  preparing: 'strong',
  'needs attention': 'bad',
  processing: 'strong',
  packing: 'strong',
  complete: 'good',
  'partly complete': 'warn',
  failed: 'bad',
  cancelled: 'dim',
  expired: 'dim',
  removed: 'dim',
};

/** Where a product is, in the words that clients know: `Mapping`, `ERROR: Mapping`. */
export function stageWords({ state, stage }: Pick<OrderProductRow, 'state' | 'stage'>): string {
  const { title } = LINE_STAGES[stage];
  if (state === 'failed') return `ERROR: ${title}`;
  if (state === 'given up') return `Left out: ${title}`;
  return title;
}

/** A size as SCOPS writes it: megabytes up to 500, gigabytes above. */
export function scopsSize(bytes: number | undefined): { readonly size: number; readonly unit: 'MB' | 'GB' } {
  const megabytes = (bytes ?? 0) / 1e6;
  const rounded = (value: number) => Math.round(value * 100) / 100;
  return megabytes > 500
    ? { size: rounded(megabytes / 1000), unit: 'GB' }
    : { size: rounded(megabytes), unit: 'MB' };
}

/** What can be downloaded of a product, and how the page calls it. */
export const DOWNLOADS = {
  zip: 'ENVI, zipped',
  cog: 'GeoTIFF',
  netcdf: 'netCDF',
} as const;
/** One of them. */
export type DownloadKind = keyof typeof DOWNLOADS;

/** Whether the ledger names such a file of a product. */
export function isDownload(kind: string): kind is DownloadKind {
  return Object.hasOwn(DOWNLOADS, kind);
}
