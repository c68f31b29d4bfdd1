import { z } from 'zod';
import { OperationsError } from '../../../domain/failures.js';
import { equationsOf, withEquations } from '../../../domain/scops/equations.js';
import { demSchema, readEquations } from '../../../domain/scops/order-schema.js';
import type { DemChoice } from '../../../domain/scops/order.js';
import { canBeCancelled } from '../../../ledger/orders.js';
import { KeptDems } from '../body/kept-dems.js';
import { demChoice, isDemOpen, tooLateForDem } from '../dem-choice.js';
import { groundOf } from '../equations/ground.js';
import { speaker, type FrontApp, type FrontContext, type FrontKit } from '../kit.js';
import { fault, invalid, said } from './answers.js';
import { isJson, jsonOf } from './json-body.js';

const whySchema = z.strictObject({ why: z.string().max(500).default('') });
const HOW_TO_SAY_DEM =
  'Say dem as {"source": "mosaic", "name": "…"}, or as {"source": "upload", "path": null} and in upload what /api/uploads answered.';
const otherDem = z.strictObject({ dem: demSchema, upload: z.string().max(100).optional() });

/** `/api/orders/:id/…`: what is still said to an order after it was sent. */
export function stepRoutes(app: FrontApp, kit: FrontKit): void {
  app.post('/api/orders/:id/confirm', (context) =>
    said(kit, context, () => kit.services.confirm(context.get('order').id, speaker(context))),
  );

  app.get('/api/orders/:id/equations', async (context) => {
    const { request } = context.get('order');
    try {
      const { lines, offers, plugins } = await groundOf(kit, request);
      return kit.json(context, {
        ...equationsOf(request),
        lines: lines.map(({ name, bands }) => ({ name, bands })),
        offered: { indices: offers, plugins: plugins.map(({ name, title }) => ({ name, title })) },
      });
    } catch (error) {
      if (!(error instanceof OperationsError)) throw error;
      return fault(kit, context, 'DELIVERY_MISSING', error.message);
    }
  });

  app.post('/api/orders/:id/equations', async (context) => {
    const document = await jsonOf(kit, context);
    if (document instanceof Response) return document;
    const { id, request } = context.get('order');
    const read = readEquations(
      document,
      request.lines.map(({ name }) => name),
    );
    if ('problems' in read) return invalid(kit, context, read.problems);
    const { problems, estimate } = await kit.services.check(withEquations(request, read.wanted));
    if (problems.length > 0) return invalid(kit, context, problems);
    if (context.req.query('check') !== undefined) return kit.json(context, { problems, estimate });
    return said(kit, context, () => kit.services.equationsSaid(id, { by: speaker(context), ...read.wanted }));
  });

  app.post('/api/orders/:id/dem', async (context) => {
    const order = context.get('order');
    if (!isDemOpen(order.state)) return fault(kit, context, 'REFUSED', tooLateForDem(order.state));
    const dems = new KeptDems(kit.services, order.project);
    const choice = isJson(context)
      ? await demIn(context, dems)
      : await demChoice(context.get('filled'), dems, kit.services.mosaics);
    if (choice instanceof Response) return choice;
    if ('problem' in choice) return fault(kit, context, 'DEM_UNUSABLE', choice.problem);
    return said(kit, context, () => kit.services.demSaid(order.id, choice, speaker(context)));
  });

  app.post('/api/orders/:id/cancel', async (context) => {
    const { id, state } = context.get('order');
    const document = isJson(context) ? await jsonOf(kit, context) : {};
    if (document instanceof Response) return document;
    const read = whySchema.safeParse(document);
    if (!read.success)
      return invalid(kit, context, [
        { field: 'why', sentence: 'Say why as a text of at most 500 characters, and nothing else.' },
      ]);
    if (!canBeCancelled(state))
      return fault(kit, context, 'REFUSED', `There is nothing to cancel: the order is ${state}.`);
    return said(kit, context, () =>
      kit.services.cancel(id, speaker(context), read.data.why || 'cancelled by its client'),
    );
  });

  /** Elevations as JSON: as an order says them. */
  async function demIn(
    context: FrontContext,
    dems: KeptDems,
  ): Promise<DemChoice | { readonly problem: string } | Response> {
    const document = await jsonOf(kit, context);
    if (document instanceof Response) return document;
    const read = otherDem.safeParse(document);
    if (
      !read.success ||
      read.data.dem.source === 'ftp' ||
      ('path' in read.data.dem && read.data.dem.path !== null)
    )
      return { problem: HOW_TO_SAY_DEM };
    const { dem, upload = '' } = read.data;
    if (dem.source === 'mosaic') {
      const known = kit.services.mosaics.map(({ name }) => name);
      if (known.includes(dem.name)) return dem;
      return { problem: `There is no such mosaic; the station has ${known.join(', ') || 'none'}.` };
    }
    const path = await dems.pathOf(upload);
    if (path === undefined) return { problem: HOW_TO_SAY_DEM };
    return { source: 'upload', path, ...(dem.force && { force: true }) };
  }
}
