import { z } from 'zod';
import { LINE_STAGES, type LineStage } from '../../../domain/scops/stages.js';
import type { OrderProductRow, OrderRow, OrderRunRow } from '../../../ledger/schema.js';
import { bandsText } from '../../words/orders.js';
import { orderState } from './order-parameters.js';
import { bytes, count, facts, instant, named, type Shape } from './shapes.js';

const mission = z.string();
const percent = z.number().min(0).max(100).describe('0 to 100.');

/** An order as the API has it: bands are written as a `.cfg` has them. */
export function orderJson({ request, ...order }: OrderRow) {
  const lines = request.lines.map((line) => ({ ...line, bands: bandsText(line.bands) }));
  return { ...order, request: { ...request, lines } };
}

/** An order of flight lines. */
export const orderRow = named(
  'Order',
  z.strictObject({
    mission,
    id: z.string(),
    project: z.string(),
    email: z.string(),
    flight: z.string().describe('Year, day of the year, sortie: 2018123a.'),
    request: facts.describe('What was asked for, as it is processed; bands as in a .cfg: ALL, or 1-10 17.'),
    state: orderState,
    sentence: z.string(),
    since: instant,
    until: instant.optional(),
    thenWhat: z.string().optional(),
    heldCode: z.string().optional(),
    heldSentence: z.string().optional(),
    heldDetails: z.array(z.string()).optional(),
    createdAt: instant,
    confirmedAt: instant.optional(),
    completedAt: instant.optional(),
    expiresAt: instant.optional().describe('When its products are removed.'),
    folder: z.string().optional(),
    masterZip: z.string().optional(),
    masterBytes: bytes.optional(),
    missing: z.array(z.string()).optional().describe('What the master zip has not, a sentence each.'),
  } satisfies Shape<OrderRow>),
);

/** A product of an order. */
export const orderProductRow = named(
  'OrderProduct',
  z.strictObject({
    mission,
    orderId: z.string(),
    product: z.string(),
    line: z.string(),
    kind: z.enum(['line', 'equation', 'plugin']),
    stage: z.enum(Object.keys(LINE_STAGES) as [LineStage, ...LineStage[]]),
    progress: percent,
    state: z.enum(['waiting', 'running', 'complete', 'failed', 'given up']),
    code: z.string().optional(),
    sentence: z.string().optional(),
    mappedBytes: bytes.optional(),
    zipBytes: bytes.optional(),
    files: z.record(z.string(), z.string()).optional().describe("Relative to the order's folder."),
    startedAt: instant.optional(),
    endedAt: instant.optional(),
  } satisfies Shape<OrderProductRow>),
);

/** A run of a stage's program. */
export const orderRunRow = named(
  'OrderRun',
  z.strictObject({
    mission,
    orderId: z.string(),
    line: z.string(),
    product: z.string(),
    stage: z.string(),
    run: count,
    startedAt: instant,
    endedAt: instant.optional(),
    outcome: z.enum(['done', 'failed', 'cancelled']).optional(),
    code: z.string().optional(),
    sentence: z.string().optional(),
    facts: facts.optional(),
  } satisfies Shape<OrderRunRow>),
);
