import { LINE_STAGES } from '../../domain/scops/stages.js';
import type { OrderProductRow, OrderRow } from '../../ledger/order-rows.js';
import { PLAIN, printable, table, wrap, type Style, type Tone } from './layout.js';
import { bytesText } from './states.js';
import { stamp, untilText } from './times.js';

/** How a state of an order reads. */
const TONES: Readonly<Partial<Record<OrderRow['state'], Tone>>> = {
  'awaiting confirmation': 'warn',
  'awaiting equations': 'warn',
  'awaiting DEM': 'warn',
  'needs attention': 'bad',
  failed: 'bad',
  'partly complete': 'warn',
  complete: 'good',
  cancelled: 'dim',
  expired: 'dim',
  removed: 'dim',
};

/** Orders as a table. */
export function orderListLines(orders: readonly OrderRow[], style: Style = PLAIN): string[] {
  if (orders.length === 0) return ['There is no order like that.'];
  return table(
    [
      { title: 'ORDER', whole: true },
      { title: 'STATE' },
      { title: 'LINES', right: true },
      { title: 'CLIENT', flex: true },
      { title: 'CAME (UTC)' },
    ],
    orders.map((order) => [
      order.id,
      stateCell(order),
      String(order.request.lines.length),
      order.email,
      stamp(order.createdAt).slice(0, 16),
    ]),
    style,
  );
}

/** An order and its products, in lines of at most 80 columns. */
export function orderLines(
  order: OrderRow,
  products: readonly OrderProductRow[],
  now: number,
  style: Style = PLAIN,
): string[] {
  const { request } = order;
  return [
    style.strong(`${order.id}: ${order.state}`),
    ...wrap(order.sentence),
    ...(order.until === undefined
      ? []
      : wrap(
          `Until ${untilText(order.until, now)}${order.thenWhat === undefined ? '.' : `; then ${order.thenWhat}`}`,
        )),
    ...(order.heldCode === undefined ? [] : wrap(`${order.heldCode}: ${order.heldSentence ?? ''}`)),
    ...(order.heldDetails ?? []).map((detail) => `  - ${printable(detail)}`),
    '',
    ...table(
      [{ title: 'FACT' }, { title: '', flex: true }],
      [
        ['client', order.email],
        ['project', `${order.project}, flight ${order.flight}`],
        ['source', request.sourceFolder],
        [
          'map',
          `${projectionText(request.projection)}, ${request.pixelSize.x} × ${request.pixelSize.y}, ${request.interpolation}`,
        ],
        ['masking', typeof request.masking === 'string' ? request.masking : request.masking.join('')],
        ['elevations', demText(request.dem)],
        ...request.equations.map(({ name, expression }) => [`equation ${name}`, expression]),
        ...(order.folder === undefined ? [] : [['folder', order.folder]]),
        ...(order.expiresAt === undefined ? [] : [['kept until', untilText(order.expiresAt, now)]]),
      ],
      style,
    ),
    ...(products.length === 0 ? [] : ['', ...productLines(products, style)]),
    ...(order.missing ?? []).flatMap((sentence) => wrap(`Missing: ${sentence}`)),
  ];
}

function productLines(products: readonly OrderProductRow[], style: Style): string[] {
  return table(
    [
      { title: 'PRODUCT' },
      { title: 'STAGE' },
      { title: '%', right: true },
      { title: 'MAP', right: true },
      { title: 'ZIP', right: true },
      { title: '', flex: true },
    ],
    products.map((product) => [
      product.product,
      product.state === 'failed' || product.state === 'given up'
        ? { text: `${product.state}: ${LINE_STAGES[product.stage].title}`, tone: 'bad' as const }
        : LINE_STAGES[product.stage].title,
      String(Math.floor(product.progress)),
      product.mappedBytes === undefined ? '' : bytesText(product.mappedBytes),
      product.zipBytes === undefined ? '' : bytesText(product.zipBytes),
      product.code === undefined ? '' : `${product.code}: ${product.sentence ?? ''}`,
    ]),
    style,
  );
}

function stateCell({ state }: OrderRow) {
  const tone = TONES[state];
  return tone === undefined ? state : { text: state, tone };
}

function projectionText(projection: OrderRow['request']['projection']): string {
  if (projection.kind === 'utm') return `UTM zone ${projection.zone}${projection.hemisphere}`;
  return projection.kind === 'ukbng' ? 'British National Grid' : projection.proj;
}

function demText(dem: OrderRow['request']['dem']): string {
  if (dem.source === 'mosaic') return dem.name;
  return `${dem.source === 'ftp' ? 'by FTP' : 'uploaded'}${dem.path === null ? '' : `: ${dem.path}`}`;
}
