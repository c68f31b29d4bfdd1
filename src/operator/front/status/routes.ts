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
    const body = statusPage({
      order,
      products: await products(order.id),
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
      const news = new News(kit, id, () => tell('changed'));
      const stop = kit.changes.listen((change) =>
        change.kind === 'trouble' ? tell('trouble', change.sentence) : news.look(),
      );
      try {
        news.look();
        tell('hello');
        await gone;
      } finally {
        stop();
      }
    });
  });
}

/** Tells of what changes of one order; the ledger tells of everything. */
class News {
  #known: string | undefined;
  #busy = false;
  #again = false;

  constructor(
    private readonly kit: FrontKit,
    private readonly id: string,
    private readonly tell: () => void,
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
    const state = fingerprint(order, await productsOfOrder(ledger, mission, this.id));
    const isNews = this.#known !== undefined && state !== this.#known;
    this.#known = state;
    if (isNews) this.tell();
  }
}

function fingerprint(order: OrderRow | undefined, products: readonly OrderProductRow[]): string {
  return JSON.stringify([order, products]);
}
