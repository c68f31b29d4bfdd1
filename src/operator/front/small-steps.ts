import { tokenField } from '../board/access/tokens.js';
import { problem } from '../board/forms.js';
import { html, instant, section, text, type Html } from '../board/html.js';
import { canBeCancelled } from '../../ledger/orders.js';
import { orderHref, speaker, type FrontApp, type FrontContext, type FrontKit } from './kit.js';
import { RefusedError } from './services.js';
import { details } from './status/details.js';

/**
 * `/orders/:id/confirm` and `/cancel`: a page that asks, and a button that does it. Following a link changes nothing, since
 * programs that look through mails follow links too.
 */
export function smallSteps(app: FrontApp, kit: FrontKit): void {
  app.get('/orders/:id/confirm', (context) => {
    const { state } = context.get('order');
    const body = state === 'awaiting confirmation' ? confirmForm(context, kit.now) : confirmed(context);
    return kit.shown(context, { title: 'Confirm an order' }, [body]);
  });

  app.post('/orders/:id/confirm', (context) =>
    said(context, { title: 'Confirm an order', back: '/confirm', form: confirmForm }, (id) =>
      kit.services.confirm(id, speaker(context)),
    ),
  );

  app.get('/orders/:id/cancel', (context) =>
    kit.shown(context, { title: 'Cancel an order' }, [
      canBeCancelled(context.get('order').state) ? cancelForm(context) : ended(context, kit.now),
    ]),
  );

  app.post('/orders/:id/cancel', (context) => {
    if (!canBeCancelled(context.get('order').state))
      return kit.shown(context, { title: 'Cancel an order' }, [ended(context, kit.now)], 409);
    const why = context.get('filled').text('why').slice(0, 500) || 'cancelled by its client';
    return said(context, { title: 'Cancel an order', back: '', form: cancelForm }, (id) =>
      kit.services.cancel(id, speaker(context), why),
    );
  });

  /** Does it and leads on, or shows the form again with what the station says against it. */
  async function said(
    context: FrontContext,
    step: {
      readonly title: string;
      readonly back: string;
      readonly form: (context: FrontContext, now: number) => Html;
    },
    doIt: (id: string) => Promise<string>,
  ): Promise<Response> {
    try {
      const sentence = await doIt(context.get('order').id);
      return kit.told(context, orderHref(context, step.back), sentence);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return kit.shown(
        context,
        { title: step.title },
        [problem(error.message), step.form(context, kit.now)],
        409,
      );
    }
  }
}

function confirmForm(context: FrontContext, now: number): Html {
  const order = context.get('order');
  const { until } = order;
  return html`<article class="card waiting">
      <h1>Confirm the order of flight ${text(order.flight)}</h1>
      <p class="note">Order ${text(order.id)}</p>
      <p>
        Nothing runs before you confirm it. Look at what was ordered, then press the button. If it is not what
        you want, or not yours, do nothing: it
        expires${until === undefined ? '' : html` on ${instant(until, now)}`}.
      </p>
      <form method="post" action="${orderHref(context, '/confirm')}">
        ${tokenField({ formToken: context.get('formToken') })}
        <p class="buttons"><button type="submit">Confirm the order</button></p>
      </form>
    </article>
    ${section('What was ordered', details(order.request))}`;
}

function confirmed(context: FrontContext): Html {
  const order = context.get('order');
  const isMember = context.get('linkKey') === undefined;
  const waits = order.state === 'awaiting equations';
  return html`<article class="card done">
    <h1>
      The order of flight ${text(order.flight)} is
      ${order.confirmedAt === undefined ? order.state : 'confirmed'}
    </h1>
    <p class="note">Order ${text(order.id)}</p>
    <p>${text(order.sentence)}</p>
    ${
      isMember || waits
        ? html`<p class="links">
            <a href="/orders/${order.id}${waits ? '/equations' : ''}"
              >${waits ? 'Say the formulas' : 'How it stands'}</a
            >
          </p>`
        : ''
    }
  </article>`;
}

function cancelForm(context: FrontContext): Html {
  const order = context.get('order');
  return html`<article class="card held">
    <h1>Cancel the order of flight ${text(order.flight)}?</h1>
    <p class="note">Order ${text(order.id)}, ${text(order.state)}</p>
    <p>
      Its work is stopped and what was made is removed. It cannot be taken back, but the flight can be ordered
      again.
    </p>
    <form class="order" method="post" action="${orderHref(context, '/cancel')}">
      ${tokenField({ formToken: context.get('formToken') })}
      <label class="text"
        ><span>Why (you may leave it empty)</span><input type="text" name="why" maxlength="500"
      /></label>
      <p class="buttons">
        <button type="submit" class="danger">Cancel the order</button>
        <a href="/orders/${order.id}">Keep it</a>
      </p>
    </form>
  </article>`;
}

function ended(context: FrontContext, now: number): Html {
  const { id, flight, state, masterZip, expiresAt } = context.get('order');
  return html`<article class="card">
    <h1>There is nothing to cancel</h1>
    <p class="note">Order ${text(id)}</p>
    <p>
      The order of flight ${text(flight)} is ${state}.
      ${
        masterZip === undefined || expiresAt === undefined
          ? ''
          : html`Its products stay until ${instant(expiresAt, now)}, and are removed then by themselves.`
      }
    </p>
    <p class="links"><a href="/orders/${id}">How it stands</a></p>
  </article>`;
}
