import type { Order } from '../../src/domain/scops/order.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { upsertProduct, type ProductPatch } from '../../src/ledger/order-products.js';
import { upsertOrder, type OrderPatch } from '../../src/ledger/orders.js';

/** An order of two lines with one equation, as a test begins with. */
export const anOrder: Order = {
  project: 'GB18_00',
  year: 2018,
  julianDay: 123,
  sortie: 'a',
  email: 'ada@example.org',
  sourceFolder: '/data/GB18_00',
  projection: { kind: 'utm', zone: 30, hemisphere: 'N' },
  pixelSize: { x: 2, y: 2 },
  interpolation: 'bilinear',
  masking: 'all',
  bounds: null,
  dem: { source: 'mosaic', name: 'aster' },
  lines: [
    { name: 'f123a011', process: true, bands: 'ALL', equations: ['ndvi'], plugins: [] },
    { name: 'f123a021', process: true, bands: [{ from: 1, to: 10 }], equations: [], plugins: [] },
  ],
  bandMaths: true,
  equations: [{ name: 'ndvi', expression: '(band4-band3)/(band4+band3)' }],
  plugins: [],
  formats: [],
};

/** Its id. */
export const anOrderId = 'GB18_00_2018_123a_0123456789ab';

/** Writes an order. */
export function putOrder(ledger: Ledger, id: string, patch: OrderPatch = {}): Promise<boolean> {
  return upsertOrder(
    ledger,
    { mission: 'scops', id },
    { request: anOrder, flight: '2018123a', createdAt: 1, since: 1, ...patch },
  );
}

/** Writes a product of an order. */
export function putProduct(
  ledger: Ledger,
  orderId: string,
  product: string,
  patch: ProductPatch = {},
): Promise<void> {
  const line = product.slice(0, 8);
  const kind = product === line ? 'line' : 'equation';
  return upsertProduct(ledger, { mission: 'scops', orderId, product }, { line, kind, ...patch });
}
