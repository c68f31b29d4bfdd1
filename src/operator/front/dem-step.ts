import { tokenField } from '../board/access/tokens.js';
import { problem } from '../board/forms.js';
import { html, text, type Html } from '../board/html.js';
import { KeptDems } from './body/kept-dems.js';
import { demChoice, isDemOpen, tooLateForDem } from './dem-choice.js';
import { orderHref, speaker, type FrontApp, type FrontContext, type FrontKit } from './kit.js';
import { choiceBox } from './order/fields.js';
import { demFields } from './order/dem-fields.js';
import { Problems } from './order/problems.js';
import { RefusedError } from './services.js';

/** `/orders/:id/dem`: other elevations for an order, a mosaic of the station or a file. */
export function demStep(app: FrontApp, kit: FrontKit): void {
  app.get('/orders/:id/dem', (context) => {
    const { state, request } = context.get('order');
    if (!isDemOpen(state)) return tooLate(context, 200);
    const { dem } = request;
    return shown(context, dem.source === 'mosaic' ? `mosaic:${dem.name}` : 'upload');
  });

  app.post('/orders/:id/dem', async (context) => {
    const filled = context.get('filled');
    const { id, state, project } = context.get('order');
    const { mosaics } = kit.services;
    if (!isDemOpen(state)) return tooLate(context, 409);
    const choice = await demChoice(filled, new KeptDems(kit.services, project), mosaics);
    if ('problem' in choice) return shown(context, filled.text('dem'), choice.problem);
    try {
      const sentence = await kit.services.demSaid(id, choice, speaker(context));
      const isLinked = context.get('linkKey') !== undefined;
      return kit.told(context, orderHref(context, isLinked ? '/dem' : ''), sentence);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return shown(context, filled.text('dem'), undefined, error.message);
    }
  });

  function tooLate(context: FrontContext, status: 200 | 409): Response | Promise<Response> {
    const { flight, state } = context.get('order');
    const body = html`<h1>Elevations for flight ${text(flight)}</h1>
      ${problem(tooLateForDem(state))}`;
    return kit.shown(context, { title: `Elevations for ${flight}` }, [body], status);
  }

  function shown(
    context: FrontContext,
    dem: string,
    wrong?: string,
    refused?: string,
  ): Response | Promise<Response> {
    const order = context.get('order');
    const problems = new Problems(wrong === undefined ? [] : [{ field: 'dem', sentence: wrong }]);
    const { mosaics, uploadBytes } = kit.services;
    const why: Html | '' =
      order.heldSentence === undefined
        ? html`<p>${text(order.sentence)}</p>`
        : html`<p class="hold">${text(order.heldSentence)}</p>
            <ul class="details">
              ${(order.heldDetails ?? []).map((detail) => html`<li>${text(detail)}</li>`)}
            </ul>`;
    const body = html`<h1>Elevations for flight ${text(order.flight)}</h1>
      <p class="note">Order ${text(order.id)}</p>
      ${refused === undefined ? '' : problem(refused)} ${why}
      <form
        class="order"
        method="post"
        action="${orderHref(context, '/dem')}"
        enctype="multipart/form-data"
        novalidate
      >
        ${tokenField({ formToken: context.get('formToken') })}
        ${demFields({ draft: { dem, upload: '' }, problems, mosaics, uploadBytes }, false)}
        ${choiceBox('checkbox', 'force', 'yes', 'Use my DEM even where it does not cover the lines; what lies outside is not mapped', false)}
        <p class="buttons"><button type="submit">Go on with these elevations</button></p>
      </form>`;
    const status = wrong !== undefined ? 422 : refused !== undefined ? 409 : 200;
    return kit.shown(context, { title: `Elevations for ${order.flight}` }, [body], status);
  }
}
