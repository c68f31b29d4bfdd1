import { LINE_STAGES } from '../../domain/scops/stages.js';
import type { BandChoice, DemChoice, GeoBounds, Masking, Projection } from '../../domain/scops/order.js';
import type { OrderProductRow, OrderRow, OrderState } from '../../ledger/schema.js';
import type { Standing } from './states.js';

/** Every state of an order in the order of its life. Each has a character of its own: colour adds nothing. */
export const ORDER_STANDINGS: { readonly [S in OrderState]: Standing } = {
  'awaiting confirmation': { mark: '○', word: 'awaiting confirmation', tone: 'warn' },
  'awaiting equations': { mark: '○', word: 'awaiting equations', tone: 'warn' },
  'awaiting DEM': { mark: '○', word: 'awaiting DEM', tone: 'warn' },
  'needs attention': { mark: '!', word: 'needs attention', tone: 'bad' },
  preparing: { mark: '▹', word: 'preparing', tone: 'strong' },
  processing: { mark: '▸', word: 'processing', tone: 'strong' },
  packing: { mark: '▸', word: 'packing', tone: 'strong' },
  complete: { mark: '✓', word: 'complete', tone: 'good' },
  'partly complete': { mark: '◐', word: 'partly complete', tone: 'warn' },
  failed: { mark: '✗', word: 'failed', tone: 'bad' },
  cancelled: { mark: '–', word: 'cancelled', tone: 'dim' },
  expired: { mark: '–', word: 'expired', tone: 'dim' },
  removed: { mark: '–', word: 'removed', tone: 'dim' },
};

/** Every state of a product. */
export const PRODUCT_STANDINGS: { readonly [S in OrderProductRow['state']]: Standing } = {
  waiting: { mark: '○', word: 'waiting', tone: 'dim' },
  running: { mark: '▸', word: 'running', tone: 'strong' },
  complete: { mark: '✓', word: 'complete', tone: 'good' },
  failed: { mark: '✗', word: 'failed', tone: 'bad' },
  'given up': { mark: '–', word: 'given up', tone: 'bad' },
};

/** How the card of an order looks: as those of levels. */
export function orderCard(order: OrderRow): 'held' | 'running' | 'waiting' | 'done' | '' {
  if (order.heldCode !== undefined || order.state === 'needs attention' || order.state === 'failed')
    return 'held';
  switch (ORDER_STANDINGS[order.state].tone) {
    case 'strong':
      return 'running';
    case 'warn':
      return 'waiting';
    case 'good':
      return 'done';
    default:
      return '';
  }
}

/** Programs that clients know as another stage. */
const PROGRAMS: ReadonlyMap<string, string> = new Map([
  ['bandmaths', 'Band maths'],
  ['plugin', 'Plugin'],
  ['pack', 'Zipping'],
]);

/** A stage as clients know it, or a program; any other word stays as it is. */
export function stageTitle(stage: string): string {
  const program = PROGRAMS.get(stage);
  if (program !== undefined) return program;
  return Object.hasOwn(LINE_STAGES, stage) ? LINE_STAGES[stage as keyof typeof LINE_STAGES].title : stage;
}

/** Bands as a `.cfg` has them: `ALL`, `1-10 17`. */
export function bandsText(bands: BandChoice): string {
  if (bands === 'ALL') return 'ALL';
  return bands.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(' ');
}

/** A projection in words. */
export function projectionText(projection: Projection): string {
  switch (projection.kind) {
    case 'utm':
      return `UTM zone ${projection.zone}${projection.hemisphere}, WGS84`;
    case 'ukbng':
      return 'British National Grid';
    case 'proj':
      return projection.proj;
  }
}

/** What is masked, in words. */
export function maskingText(masking: Masking): string {
  if (typeof masking === 'string') return masking === 'all' ? 'all flags' : 'none';
  return `flags ${masking.join(' ')}`;
}

/** Where the elevations come from, in words. */
export function demText(dem: DemChoice): string {
  switch (dem.source) {
    case 'mosaic':
      return `mosaic ${dem.name}`;
    case 'upload':
      return `upload ${dem.path ?? '(not there yet)'}${dem.force ? ', coverage not checked' : ''}`;
    case 'ftp':
      return `by FTP ${dem.path ?? ''}${dem.confirmed ? '' : ' (not confirmed yet)'}`;
  }
}

/** A box in degrees, in words. */
export function boundsText(bounds: GeoBounds | null): string {
  if (bounds === null) return 'the whole lines';
  const { north, east, south, west } = bounds;
  return `${south}° to ${north}° north, ${west}° to ${east}° east`;
}
