import { z } from 'zod';
import { flightName, productsOf } from '../../domain/scops/names.js';
import type { Order } from '../../domain/scops/order.js';
import { ORDER_STATES } from '../../domain/scops/order-states.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import type { OrderProductRow, OrderRow, OrderRunRow } from '../order-rows.js';

/** The documents of an order's folder, parsed as JSON; undefined where there is none. */
export interface OrderDocuments {
  /** `order.json`: what was sent, by whom, when. */
  readonly order: unknown;
  /** `record.json`: what the ledger had of it when the order itself last went on. */
  readonly record?: unknown;
  /** `provenance.json`: how everything was made; written when the order was packed. */
  readonly provenance: unknown;
  readonly folder: string;
  /** Whether the order was prepared: it has a plan. */
  readonly isPrepared: boolean;
  /** Whether what it made is still there. */
  hasFile(name: string): boolean;
}

/** What the ledger had of an order. */
export interface RetoldOrder {
  readonly order: OrderRow;
  readonly products: readonly OrderProductRow[];
  readonly runs: readonly OrderRunRow[];
}

const time = z.int().min(0);
/** What the retelling itself reads of an order; everything else is carried along. */
const request = z.looseObject({
  project: z.string(),
  email: z.string(),
  year: z.number(),
  julianDay: z.number(),
  sortie: z.string(),
  lines: z.array(
    z.looseObject({
      name: z.string(),
      process: z.boolean(),
      equations: z.array(z.string()),
      plugins: z.array(z.string()),
    }),
  ),
});
const sent = z.looseObject({
  id: z.string().min(1),
  order: request,
  needsConfirmation: z.boolean().default(true),
  at: time.default(0),
});
const productShape = z.looseObject({
  product: z.string(),
  line: z.string(),
  kind: z.enum(['line', 'equation', 'plugin']),
  stage: z.string(),
  progress: z.number(),
  state: z.enum(['waiting', 'running', 'complete', 'failed', 'given up']),
});
const runShape = z.looseObject({
  line: z.string(),
  product: z.string(),
  stage: z.string(),
  run: z.int().min(1),
  startedAt: time,
});
const made = z.looseObject({
  request: request.optional(),
  products: z.array(productShape),
  runs: z.array(runShape).default([]),
  masterZip: z.string().optional(),
  masterBytes: z.int().min(0).optional(),
  missing: z.array(z.string()).default([]),
  confirmedAt: time.optional(),
  completedAt: time,
  expiresAt: time.optional(),
});
type Made = z.infer<typeof made>;
const recorded = z.looseObject({
  order: z.looseObject({
    id: z.string().min(1),
    email: z.string(),
    flight: z.string(),
    request,
    state: z.enum(ORDER_STATES),
    sentence: z.string(),
    since: time,
    createdAt: time,
    masterZip: z.string().optional(),
  }),
  products: z.array(productShape),
  runs: z.array(runShape),
});

/**
 * Tells an order again by the documents of its folder: by its record, else by what was sent and how it was made. Undefined
 * without an `order.json` that can be read; another document that cannot be is told as absent, and `doubt` hears of it. What an
 * order that isn't packed does at this moment only its workflow knows, and says with its next step.
 */
export function retellOrder(
  documents: OrderDocuments,
  doubt: (what: string) => void,
): RetoldOrder | undefined {
  const said = sent.safeParse(documents.order);
  if (!said.success) {
    doubt('folders of orders without an order.json that can be read');
    return undefined;
  }
  const { id, at, needsConfirmation } = said.data;
  const record = recorded.safeParse(documents.record);
  if (record.success && record.data.order.id === id) return asRecorded(id, record.data, documents);
  if (documents.record !== undefined)
    doubt('orders whose record.json has another shape than this release writes');
  const told = made.safeParse(documents.provenance);
  if (!told.success && documents.provenance !== undefined)
    doubt('orders whose provenance.json has another shape than this release writes');
  const provenance = told.success ? told.data : undefined;
  // Equations and elevations may have been said after it was sent.
  const order = (provenance?.request ?? said.data.order) as unknown as Order;
  const head = {
    mission: SCOPS,
    id,
    project: order.project,
    email: order.email,
    flight: flightName(order),
    request: order,
    createdAt: at,
    folder: documents.folder,
  };
  if (provenance) return packed(head, provenance, documents);
  const isOpen = needsConfirmation && !documents.isPrepared;
  return {
    order: {
      ...head,
      state: isOpen ? 'awaiting confirmation' : 'preparing',
      sentence: 'The ledger was made anew; its workflow says what it does with its next step.',
      since: at,
    },
    products: documents.isPrepared ? waiting(id, order) : [],
    runs: [],
  };
}

type Head = Omit<OrderRow, 'state' | 'sentence' | 'since'>;

function asRecorded(
  id: string,
  { order, products, runs }: z.infer<typeof recorded>,
  { folder, hasFile }: OrderDocuments,
): RetoldOrder {
  const row = { ...order, mission: SCOPS, folder } as unknown as OrderRow;
  const { masterZip, masterBytes: _bytes, expiresAt: _end, until: _until, thenWhat: _then, ...rest } = row;
  const isGone = masterZip !== undefined && !hasFile(masterZip);
  const sentence = 'Its products were packed; their files are gone.';
  return {
    order: isGone ? { ...rest, state: 'removed', sentence } : row,
    products: rowsOf(id, products, PRODUCT) as OrderProductRow[],
    runs: rowsOf(id, runs, RUN) as OrderRunRow[],
  };
}

function packed(head: Head, provenance: Made, { hasFile }: OrderDocuments): RetoldOrder {
  const { masterZip, masterBytes, missing, confirmedAt, completedAt, expiresAt } = provenance;
  const isThere = masterZip !== undefined && hasFile(masterZip);
  const count = provenance.products.filter(({ state }) => state === 'complete').length;
  const state = missing.length === 0 ? 'complete' : count > 0 ? 'partly complete' : 'failed';
  return {
    order: {
      ...head,
      state: isThere || state === 'failed' ? state : 'removed',
      sentence: isThere
        ? `${count} of ${provenance.products.length} products are packed.`
        : `${count} of ${provenance.products.length} products were packed; their files are gone.`,
      since: completedAt,
      completedAt,
      missing,
      ...(confirmedAt !== undefined && { confirmedAt }),
      ...(isThere && { masterZip }),
      ...(isThere && masterBytes !== undefined && { masterBytes }),
      ...(isThere && expiresAt !== undefined && { expiresAt }),
    },
    products: rowsOf(head.id, provenance.products, PRODUCT) as OrderProductRow[],
    runs: rowsOf(head.id, provenance.runs, RUN) as OrderRunRow[],
  };
}

function waiting(orderId: string, order: Order): OrderProductRow[] {
  return productsOf(order).map(({ name, line, kind }) => ({
    ...{ mission: SCOPS, orderId, product: name, line, kind },
    ...{ stage: 'waiting', progress: 0, state: 'waiting' },
  }));
}

const PRODUCT = [
  ...['product', 'line', 'kind', 'stage', 'progress', 'state', 'code', 'sentence'],
  ...['mappedBytes', 'zipBytes', 'files', 'startedAt', 'endedAt'],
];
const RUN = [
  ...['line', 'product', 'stage', 'run', 'startedAt', 'endedAt'],
  ...['outcome', 'code', 'sentence', 'facts'],
];

/** Rows of an order with the columns of their table: a document may have more. */
function rowsOf(
  orderId: string,
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly string[],
): unknown[] {
  return rows.map((row) => ({
    ...Object.fromEntries(columns.filter((name) => row[name] !== undefined).map((name) => [name, row[name]])),
    mission: SCOPS,
    orderId,
  }));
}
