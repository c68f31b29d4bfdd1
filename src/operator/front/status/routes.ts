import { createHash } from 'node:crypto';
import { streamSSE } from 'hono/streaming';
import type { OrderProductRow, OrderRow } from '../../../ledger/order-rows.js';
import { productsOfOrder } from '../../../ledger/order-products.js';
import { orderRow } from '../../../ledger/orders.js';
import { orderHref, type FrontApp, type FrontKit } from '../kit.js';
import { progressOf } from './progress-json.js';
import { statusPage } from './page.js';

/** `/orders/:id`: how an order stands, as a page, as JSON, and as events. */
export function statusRoutes(app: FrontApp, kit: FrontKit): void {
  const products = (id: string) => productsOfOrder(kit.ledger, kit.mission, id);

  app.get('/orders/:id', async (context) => {
    const order = context.get('order');
    const made = await products(order.id);
    const body = statusPage({
      order,
      products: made,
      mark: markOf(order, made),
      now: kit.now,
      may: context.get('linkKey') === undefined,
      href: (page) => orderHref(context, page),
    });
    return kit.shown(context, { title: `${order.state}: ${order.flight}`, live: true }, body);
  });

  app.get('/orders/:id/progress', async (context) => {
    const { id, state } = context.get('order');
    return kit.json(context, progressOf(`/orders/${id}`, await products(id), state));
  });

  app.get('/orders/:id/events', (context) => {
    const { id } = context.get('order');
    return streamSSE(context, async (stream) => {
      const gone = new Promise<void>((resolve) => stream.onAbort(resolve));
      const tell = (event: string, data = '') => void stream.writeSSE({ event, data });
      const news = new News(kit, id, tell);
      const stop = kit.changes.listen((change) =>
        change.kind === 'trouble' ? tell('trouble', change.sentence) : news.look(),
      );
      try {
        // What is read before changes are heard of could be old unnoticed.
        await kit.changes.inForce();
        news.look();
        await gone;
      } finally {
        stop();
      }
    });
  });
}

/** Tells how one order is at first (`hello`), and of what changes of it; the ledger tells of everything. */
class News {
  #known: string | undefined;
  #busy = false;
  #again = false;

  constructor(
    private readonly kit: FrontKit,
    private readonly id: string,
    private readonly tell: (event: 'hello' | 'changed', mark: string) => void,
  ) {}

  /** Looks whether the order has changed: once at a time, and once more if something changed meanwhile. */
  look(): void {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    this.#compare().then(
      () => this.#rest(),
      (error: unknown) => {
        this.kit.sources.onError?.(error);
        this.#rest();
      },
    );
  }

  #rest(): void {
    this.#busy = false;
    if (!this.#again) return;
    this.#again = false;
    this.look();
  }

  async #compare(): Promise<void> {
    const { ledger, mission } = this.kit;
    const order = await orderRow(ledger, { mission, id: this.id });
    const mark = markOf(order, await productsOfOrder(ledger, mission, this.id));
    if (mark === this.#known) return;
    this.tell(this.#known === undefined ? 'hello' : 'changed', mark);
    this.#known = mark;
  }
}

/** Another for every order that is shown differently. */
function markOf(order: OrderRow | undefined, products: readonly OrderProductRow[]): string {
  return createHash('sha256')
    .update(JSON.stringify([order, products]))
    .digest('base64url');
}
