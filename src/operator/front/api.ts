import type { OrderRow } from '../../ledger/order-rows.js';
import { productsOfOrder } from '../../ledger/order-products.js';
import { orderRow } from '../../ledger/orders.js';
import { listOrders } from '../../ledger/read-orders.js';
import { flightName } from '../../domain/scops/names.js';
import { readOrderDocument } from '../../domain/scops/order-schema.js';
import type { Order } from '../../domain/scops/order.js';
import { cursorOf, cursorText } from '../reading/cursor.js';
import { fileRoutes } from './download/routes.js';
import { KeptDems } from './body/kept-dems.js';
import type { FrontApp, FrontContext, FrontKit } from './kit.js';
import { RefusedError } from './services.js';
import { progressOf } from './status/progress-json.js';

const MOST_BYTES = 512 * 1024;
const PAGE = 100;

/**
 * `/api`: orders for programs, with name and password each time (Basic). What is described in docs: flights, orders (listed,
 * sent, looked at, downloaded), checks, and uploads.
 */
export function apiRoutes(app: FrontApp, kit: FrontKit): void {
  app.get('/api/flights', async (context) => {
    const flights = await kit.services.flights(context.get('member')!.project);
    return kit.json(context, { flights: flights.map(flightName) });
  });

  app.get('/api/orders', async (context) => {
    const { code: project } = context.get('member')!.project;
    const after = cursorOf(context.req.query('after') ?? '');
    const { mission } = kit;
    const found = await listOrders(kit.ledger, { mission, project, limit: PAGE, ...(after && { after }) });
    const next = found.next ? cursorText(found.next) : null;
    return kit.json(context, { orders: found.rows.map(outward), next });
  });

  // Also of the order's own address.
  app.use('/api/orders/:id/*', async (context, next) => {
    const order = await ownOrder(context);
    if (!order) return problem(context, 404, 'NOT_FOUND', 'There is no such order of your project.');
    context.set('order', order);
    return next();
  });

  app.get('/api/orders/:id', async (context) => {
    const order = context.get('order');
    const products = progressOf(order.id, await productsOfOrder(kit.ledger, kit.mission, order.id));
    return kit.json(context, { ...outward(order), request: withoutPaths(order.request), products });
  });

  fileRoutes(app, kit, '/api/orders/:id');

  app.post('/api/orders', async (context) => {
    const order = await orderIn(context);
    if (order instanceof Response) return order;
    const { problems, estimate } = await kit.services.check(order);
    if (problems.length > 0) return kit.json(context, { problems }, 422);
    if (context.req.query('check') !== undefined) return kit.json(context, { problems, estimate });
    const { user, project } = context.get('member')!;
    try {
      const { id, isNew } = await kit.services.submit(order, `${user} of ${project.code}`);
      context.header('location', `/api/orders/${id}`);
      return kit.json(context, { id, isNew, estimate }, isNew ? 201 : 200);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return problem(context, 409, 'REFUSED', error.message);
    }
  });

  app.post('/api/uploads', async (context) => {
    const { code } = context.get('member')!.project;
    const kept = await new KeptDems(kit.services.uploads, code).take(context.get('filled'));
    if (kept === 'none')
      return problem(context, 400, 'NO_FILE', 'Send the DEM as the field demFile of a form.');
    if ('problem' in kept) return problem(context, 422, 'DEM_UNUSABLE', kept.problem);
    return kit.json(context, { upload: kept.digest }, 201);
  });

  app.all('/api/*', (context) => problem(context, 404, 'NOT_FOUND', 'There is nothing under this address.'));

  async function ownOrder(context: FrontContext): Promise<OrderRow | undefined> {
    const id = context.req.param('id') ?? '';
    const row = await orderRow(kit.ledger, { mission: kit.mission, id });
    return row?.project === context.get('member')!.project.code ? row : undefined;
  }

  /** The order of a request. Project, folders and paths are never the client's to say. */
  async function orderIn(context: FrontContext): Promise<Order | Response> {
    const document = await jsonOf(context);
    if (document instanceof Response) return document;
    const { project } = context.get('member')!;
    const { flight: named, upload, ...said } = document;
    const flights = await kit.services.flights(project);
    const flight = flights.find((one) => flightName(one) === named);
    if (!flight) {
      const sentence = `flight must be one of ${flights.map(flightName).join(', ') || 'none, since there are none'}.`;
      return kit.json(context, { problems: [{ field: 'flight', sentence }] }, 422);
    }
    const { year, julianDay, sortie, folder: sourceFolder } = flight;
    const own = { project: project.code, year, julianDay, sortie, sourceFolder };
    const taken = Object.keys(own).filter((key) => key in said);
    if (taken.length > 0 || 'unknown' in said) {
      const problems = [...taken, ...('unknown' in said ? ['unknown'] : [])].map((field) => ({
        field,
        sentence: `${field} is not yours to say; name the flight.`,
      }));
      return kit.json(context, { problems }, 422);
    }
    const read = readOrderDocument({ ...said, ...own });
    if ('problems' in read) return kit.json(context, { problems: read.problems }, 422);
    const { order } = read;
    if (order.dem.source !== 'upload') return order;
    const path = await new KeptDems(kit.services.uploads, project.code).pathOf(String(upload));
    if (path === undefined || order.dem.path !== null) {
      const sentence =
        'Say dem as {"source": "upload", "path": null}, and in upload what /api/uploads answered.';
      return kit.json(context, { problems: [{ field: 'dem', sentence }] }, 422);
    }
    return { ...order, dem: { ...order.dem, path } };
  }

  async function jsonOf(context: FrontContext): Promise<Record<string, unknown> | Response> {
    if (!/^application\/json\b/i.test(context.req.header('content-type') ?? ''))
      return problem(context, 415, 'NO_JSON', 'Send the order as application/json.');
    const text = await textOf(context.req.raw, MOST_BYTES);
    if (text === undefined) {
      context.header('connection', 'close');
      return problem(context, 413, 'TOO_LARGE', 'An order has at most 512 KiB.');
    }
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return value as Record<string, unknown>;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    return problem(context, 400, 'NO_JSON', 'The body is no JSON object.');
  }

  function problem(
    context: FrontContext,
    status: 400 | 404 | 409 | 413 | 415 | 422,
    code: string,
    sentence: string,
  ): Response {
    return kit.json(context, { error: { code, sentence } }, status);
  }
}

/** The text of a body; undefined when it is longer than that. */
async function textOf(request: Request, most: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > most) return undefined;
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What a client sees of an order. */
function outward(order: OrderRow): object {
  const { id, flight, state, sentence, since, until, thenWhat, createdAt, completedAt, expiresAt } = order;
  const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return {
    ...{ since: iso(since), until: iso(until) },
    ...{
      id,
      flight,
      state,
      sentence,
      then: thenWhat ?? null,
      needs: order.heldSentence ?? null,
    },
    ...{ createdAt: iso(createdAt), completedAt: iso(completedAt), expiresAt: iso(expiresAt) },
    missing: order.missing ?? [],
    page: `/orders/${id}`,
    all: order.masterZip === undefined ? null : `/orders/${id}/all`,
  };
}

/** Where things lie on the station is nothing for a client. */
function withoutPaths(request: Order): object {
  const { sourceFolder: _folder, unknown: _unknown, dem, ...shown } = request;
  return { ...shown, dem: 'path' in dem ? { ...dem, path: null } : dem };
}
