import { withEquations } from '../../../domain/scops/equations.js';
import { speaker, type FrontApp, type FrontContext, type FrontKit } from '../kit.js';
import { RefusedError } from '../services.js';
import { checkedFormulas, filledIn, isSound, saidOf, shownBefore, type EquationsDraft } from './draft.js';
import { groundOf, type Ground } from './ground.js';
import { equationsPage } from './page.js';

/** `/orders/:id/equations`: formulas and plugins of an order. */
export function equationRoutes(app: FrontApp, kit: FrontKit): void {
  app.get('/orders/:id/equations', async (context) => {
    const ground = await groundOf(kit, context.get('order').request);
    return shown(context, ground, shownBefore(context.get('order').request, ground.offers));
  });

  app.post('/orders/:id/equations', async (context) => {
    const filled = context.get('filled');
    const { id, request } = context.get('order');
    const ground = await groundOf(kit, context.get('order').request);
    const wish = filled.text('do');
    const draft = filledIn(filled, ground.offers, ground.plugins, wish === 'more');
    if (wish === 'more') return shown(context, ground, draft);
    const checked = checkedFormulas(draft, ground.lines);
    if (!isSound(checked)) return shown(context, ground, checked, { status: 422 });
    const said = saidOf(checked, ground.offers, request, speaker(context));
    const { problems } = await kit.services.check(withEquations(request, said));
    if (problems.length > 0) {
      const refused = problems.map(({ sentence }) => sentence).join(' ');
      return shown(context, ground, checked, { status: 422, refused });
    }
    if (wish !== 'send') return shown(context, ground, checked, { sound: true });
    try {
      return kit.told(context, `/orders/${id}`, await kit.services.equationsSaid(id, said));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return shown(context, ground, checked, { status: 409, refused: error.message });
    }
  });

  function shown(
    context: FrontContext,
    { offers, plugins }: Ground,
    draft: EquationsDraft,
    more: { readonly status?: 409 | 422; readonly refused?: string; readonly sound?: boolean } = {},
  ): Response | Promise<Response> {
    const { status = 200, ...said } = more;
    const order = context.get('order');
    const formToken = context.get('formToken');
    const body = equationsPage({ order, offers, plugins, draft, formToken, ...said });
    return kit.shown(context, { title: `Formulas for ${order.flight}` }, body, status);
  }
}
