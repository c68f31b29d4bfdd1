import type { Order, OrderProblem } from '../../../domain/scops/order.js';
import type { OrderRow } from '../../../ledger/order-rows.js';
import type { FrontContext, FrontKit } from '../kit.js';
import { RefusedError } from '../services.js';

/** What a program is told of a request that isn't carried out: what is wrong, and what to do then. */
const FAULTS = {
  NOT_FOUND: [404, 'Look at the address; the orders of your project are under /api/orders.'],
  NO_JSON: [400, 'Send one JSON object, with content-type: application/json.'],
  NO_FILE: [400, 'Send a form (multipart/form-data), as `curl -F demFile=@dem.tif` does.'],
  TOO_LARGE: [413, 'Leave out what is not needed; an upload goes to /api/uploads.'],
  DEM_UNUSABLE: [422, 'Send another DEM, or say a mosaic of the station.'],
  ORDER_INVALID: [422, 'Correct each of the problems, then send it again; nothing was done.'],
  REFUSED: [409, 'Look at the order: its state says what it waits for.'],
  DELIVERY_MISSING: [409, 'Those who operate the station can say when the flight can be ordered.'],
} as const satisfies Record<string, readonly [status: 400 | 404 | 409 | 413 | 422, next: string]>;
/** One of them. */
export type Fault = keyof typeof FAULTS;

/** Answers with a fault: code, sentence, next step. */
export function fault(kit: FrontKit, context: FrontContext, code: Fault, sentence: string): Response {
  const [status, next] = FAULTS[code];
  return kit.json(context, { error: { code, sentence, next } }, status);
}

/** Answers with everything that is wrong with an order, each with its field. */
export function invalid(kit: FrontKit, context: FrontContext, problems: readonly OrderProblem[]): Response {
  const [status, next] = FAULTS.ORDER_INVALID;
  const sentence =
    problems.length === 1 ? 'The order has a problem.' : `The order has ${problems.length} problems.`;
  return kit.json(context, { error: { code: 'ORDER_INVALID', sentence, next }, problems }, status);
}

/** Answers with what the station says when it was done, or with its refusal. */
export async function said(
  kit: FrontKit,
  context: FrontContext,
  doIt: () => Promise<string>,
): Promise<Response> {
  try {
    return kit.json(context, { id: context.get('order').id, sentence: await doIt() });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return fault(kit, context, 'REFUSED', error.message);
  }
}

/** What a client sees of an order. */
export function outward(order: OrderRow): object {
  const { id, flight, state, sentence, thenWhat, heldSentence, heldDetails, missing, masterZip } = order;
  const { since, until, createdAt, confirmedAt, completedAt, expiresAt } = order;
  const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return {
    ...{ id, flight, state, sentence, since: iso(since), until: iso(until), then: thenWhat ?? null },
    ...{ needs: heldSentence ?? null, details: heldDetails ?? [] },
    ...{ createdAt: iso(createdAt), confirmedAt: iso(confirmedAt) },
    ...{ completedAt: iso(completedAt), expiresAt: iso(expiresAt) },
    missing: missing ?? [],
    page: `/orders/${id}`,
    all: masterZip === undefined ? null : `/api/orders/${id}/all`,
    provenance: completedAt === undefined ? null : `/api/orders/${id}/provenance`,
  };
}

/** Where things lie on the station is nothing for a client. */
export function withoutPaths(request: Order): object {
  const { sourceFolder: _folder, unknown: _unknown, dem, ...shown } = request;
  return { ...shown, dem: 'path' in dem ? { ...dem, path: null } : dem };
}
