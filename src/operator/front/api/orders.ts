import { optimalPixelSize } from '../../../domain/scops/flight.js';
import { OperationsError } from '../../../domain/failures.js';
import { SENSORS } from '../../../domain/scops/delivery.js';
import { flightName } from '../../../domain/scops/names.js';
import { readOrderDocument } from '../../../domain/scops/order-schema.js';
import type { Order } from '../../../domain/scops/order.js';
import { productsOfOrder } from '../../../ledger/order-products.js';
import { listOrders } from '../../../ledger/read-orders.js';
import { cursorOf, cursorText } from '../../reading/cursor.js';
import { KeptDems } from '../body/kept-dems.js';
import { offersOf } from '../equations/offers.js';
import type { FrontApp, FrontContext, FrontKit } from '../kit.js';
import { rowThere } from '../row-there.js';
import { RefusedError } from '../services.js';
import { progressOf } from '../status/progress-json.js';
import { fault, invalid, outward, withoutPaths } from './answers.js';
import { jsonOf } from './json-body.js';

const PAGE = 100;

/** `/api/flights`, `/api/orders` and `/api/uploads`: what can be ordered, and orders as they are sent and looked at. */
export function orderRoutes(app: FrontApp, kit: FrontKit): void {
  app.get('/api/flights', async (context) => {
    const flights = await kit.services.flights(context.get('member')!.project);
    return kit.json(context, { flights: flights.map(flightName) });
  });

  app.get('/api/flights/:flight', async (context) => {
    const { services } = kit;
    const flight = await flightOf(context, context.req.param('flight'));
    if (!flight) return fault(kit, context, 'NOT_FOUND', 'There is no such flight of your project.');
    try {
      const { lines, problems } = await services.delivery(flight);
      return kit.json(context, {
        flight: flightName(flight),
        lines: lines.map((line) => ({
          ...{ name: line.name, sensor: SENSORS[line.sensor].name, samples: line.samples, lines: line.lines },
          ...{ bands: line.bands, wavelengths: line.wavelengths, bounds: line.bounds },
          pixel: optimalPixelSize(line),
        })),
        problems,
        mosaics: services.mosaics.map(({ name, title }) => ({ name, title })),
        indices: offersOf(lines, services.indices),
        plugins: (await services.plugins()).map(({ name, title }) => ({ name, title })),
        uploadBytes: services.uploadBytes,
      });
    } catch (error) {
      if (!(error instanceof OperationsError)) throw error;
      kit.sources.onError?.(error);
      return fault(kit, context, 'DELIVERY_MISSING', error.message);
    }
  });

  app.get('/api/orders', async (context) => {
    const { code: project } = context.get('member')!.project;
    const after = cursorOf(context.req.query('after') ?? '');
    const { mission } = kit;
    const found = await listOrders(kit.ledger, { mission, project, limit: PAGE, ...(after && { after }) });
    const next = found.next ? cursorText(found.next) : null;
    return kit.json(context, { orders: found.rows.map(outward), next });
  });

  app.get('/api/orders/:id', async (context) => {
    const order = context.get('order');
    const products = progressOf(
      `/api/orders/${order.id}`,
      await productsOfOrder(kit.ledger, kit.mission, order.id),
      order.state,
    );
    return kit.json(context, { ...outward(order), request: withoutPaths(order.request), products });
  });

  app.post('/api/orders', async (context) => {
    const order = await orderIn(context);
    if (order instanceof Response) return order;
    const { problems, estimate } = await kit.services.check(order);
    if (problems.length > 0) return invalid(kit, context, problems);
    if (context.req.query('check') !== undefined) return kit.json(context, { problems, estimate });
    const { user, project } = context.get('member')!;
    try {
      const { id, isNew } = await kit.services.submit(order, `${user} of ${project.code}`);
      // What is said to it next must find it.
      await rowThere(kit, id);
      context.header('location', `/api/orders/${id}`);
      return kit.json(context, { id, isNew, estimate }, isNew ? 201 : 200);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return fault(kit, context, 'REFUSED', error.message);
    }
  });

  app.post('/api/uploads', async (context) => {
    const { code } = context.get('member')!.project;
    const kept = await new KeptDems(kit.services, code).take(context.get('filled'));
    if (kept === 'none')
      return fault(kit, context, 'NO_FILE', 'No DEM came: it is the field demFile of a form.');
    if ('problem' in kept) return fault(kit, context, 'DEM_UNUSABLE', kept.problem);
    return kit.json(context, { upload: kept.digest }, 201);
  });

  async function flightOf(context: FrontContext, name: unknown) {
    const flights = await kit.services.flights(context.get('member')!.project);
    return flights.find((one) => flightName(one) === name);
  }

  /** The order of a request. Project, folders and paths are never the client's to say. */
  async function orderIn(context: FrontContext): Promise<Order | Response> {
    const document = await jsonOf(kit, context);
    if (document instanceof Response) return document;
    const { project } = context.get('member')!;
    const { flight: named, upload, ...asked } = document;
    const flight = await flightOf(context, named);
    if (!flight)
      return invalid(kit, context, [
        { field: 'flight', sentence: 'flight must be one of those that /api/flights lists.' },
      ]);
    const { year, julianDay, sortie, folder: sourceFolder } = flight;
    const own = { project: project.code, year, julianDay, sortie, sourceFolder };
    const taken = [...Object.keys(own), 'unknown'].filter((key) => key in asked);
    if (taken.length > 0)
      return invalid(
        kit,
        context,
        taken.map((field) => ({ field, sentence: `${field} is not yours to say; name the flight.` })),
      );
    const read = readOrderDocument({ ...asked, ...own });
    if ('problems' in read) return invalid(kit, context, read.problems);
    const { order } = read;
    // What guards the disk is the station's; an operator may lift it, by command or in a .cfg.
    const lifted = order.lines.flatMap(({ ignoreFreeSpace }, index) =>
      ignoreFreeSpace === undefined ? [] : [`lines.${index}.ignoreFreeSpace`],
    );
    if (lifted.length > 0)
      return invalid(
        kit,
        context,
        lifted.map((field) => ({ field, sentence: `${field} is not yours to say; leave it out.` })),
      );
    if (order.dem.source !== 'upload') return order;
    const path = await new KeptDems(kit.services, project.code).pathOf(String(upload));
    if (path === undefined || order.dem.path !== null)
      return invalid(kit, context, [
        {
          field: 'dem',
          sentence:
            'Say dem as {"source": "upload", "path": null}, and in upload what /api/uploads answered.',
        },
      ]);
    return { ...order, dem: { ...order.dem, path } };
  }
}
