import { OperationsError } from '../../../domain/failures.js';
import type { Delivery } from '../../../domain/scops/delivery.js';
import { flightName } from '../../../domain/scops/names.js';
import { problem as problemBox } from '../../board/forms.js';
import { html } from '../../board/html.js';
import { KeptDems } from '../body/kept-dems.js';
import { refuse, REFUSALS } from '../access/refusals.js';
import type { FrontApp, FrontContext, FrontKit } from '../kit.js';
import { RefusedError, type Checked, type Flight } from '../services.js';
import { rowThere } from '../row-there.js';
import { draftOf, freshDraft, type OrderDraft } from './draft.js';
import { orderForm } from './form-page.js';
import { Problems } from './problems.js';
import { allProblems, readDraft } from './read-draft.js';

/** `/order`: the order form of a flight, looked at, checked and sent. */
export function orderRoutes(app: FrontApp, kit: FrontKit): void {
  app.get('/order', async (context) => {
    const found = await flightOf(context, context.req.query('flight') ?? '');
    if (found instanceof Response) return found;
    return shown(context, found, freshDraft(found.delivery, kit.services.mosaics), { problems: [] });
  });

  app.post('/order', async (context) => {
    const filled = context.get('filled');
    const found = await flightOf(context, filled.text('flight'));
    if (found instanceof Response) return found;
    const { project, user } = context.get('member')!;
    const dems = new KeptDems(kit.services, project.code);
    const kept = await dems.take(filled);
    const before = draftOf(filled, found.delivery);
    const digest = typeof kept === 'object' && 'digest' in kept ? kept.digest : before.upload;
    const uploaded = await dems.pathOf(digest);
    const draft = { ...before, upload: uploaded === undefined ? '' : digest };
    const { order, problems: unread } = readDraft(
      draft,
      { project: project.code, flight: found.flight },
      uploaded,
    );
    const refusedDem = typeof kept === 'object' && 'problem' in kept ? kept.problem : undefined;
    const mine =
      refusedDem === undefined
        ? unread
        : [...unread.filter(({ field }) => field !== 'dem'), { field: 'dem', sentence: refusedDem }];
    const { problems: others, estimate } = await kit.services.check(order);
    const problems = allProblems(mine, others);
    if (problems.length > 0) return shown(context, found, draft, { problems });
    if (filled.text('do') !== 'send')
      return shown(context, found, draft, { problems, ...(estimate && { estimate }) });
    try {
      const { id, isNew } = await kit.services.submit(order, `${user} of ${project.code}`);
      const sentence = isNew
        ? 'The order was sent.'
        : 'The same order was sent before: this is it. It runs once.';
      if (!(await rowThere(kit, id)))
        return kit.told(
          context,
          '/',
          `${sentence} It appears here as soon as the station has begun with it.`,
        );
      return kit.told(context, order.bandMaths ? `/orders/${id}/equations` : `/orders/${id}`, sentence);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return shown(context, found, draft, { problems: [{ field: 'order', sentence: error.message }] });
    }
  });

  function shown(
    context: FrontContext,
    { flight, delivery }: Found,
    draft: OrderDraft,
    { problems, estimate }: Checked,
  ): Response | Promise<Response> {
    const form = orderForm({
      ...{ flight, delivery, draft, problems: new Problems(problems) },
      mosaics: kit.services.mosaics,
      uploadBytes: kit.services.uploadBytes,
      formToken: context.get('formToken'),
      ...(estimate && { estimate }),
    });
    const title = `Order of flight ${flightName(flight)}`;
    return kit.shown(context, { title }, form, problems.length > 0 ? 422 : 200);
  }

  async function flightOf(context: FrontContext, name: string): Promise<Found | Response> {
    const flights = await kit.services.flights(context.get('member')!.project);
    const flight = flights.find((one) => flightName(one) === name);
    if (!flight) return refuse(context, REFUSALS.nothing);
    try {
      return { flight, delivery: await kit.services.delivery(flight) };
    } catch (error) {
      if (!(error instanceof OperationsError)) throw error;
      kit.sources.onError?.(error);
      const body = html`<h1>Order of flight ${name}</h1>
        ${problemBox(error.message)}
        <p>Those who operate the station can say when it can be ordered.</p>`;
      return kit.shown(context, { title: `Flight ${name}` }, [body], 409);
    }
  }
}

interface Found {
  readonly flight: Flight;
  readonly delivery: Delivery;
}
