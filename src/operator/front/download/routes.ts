import { productRow, productsOfOrder } from '../../../ledger/order-products.js';
import { bytesText } from '../../../domain/words.js';
import { html, text } from '../../board/html.js';
import { refuse, REFUSALS } from '../access/refusals.js';
import { orderHref, type FrontApp, type FrontContext, type FrontKit } from '../kit.js';
import { downloads, provenanceLink } from '../status/page.js';
import { isDownload } from '../status/words.js';
import { sendProvenance } from './provenance.js';
import { sendFile } from './send-file.js';
import { openWithin } from './within.js';

const TYPES: Readonly<Record<string, string>> = {
  zip: 'application/zip',
  cog: 'image/tiff',
  netcdf: 'application/x-netcdf',
  quickLook: 'image/png',
};

/** `/orders/:id/downloads`, `/all`, `/files/:product/:kind` and the quick-looks: what the ledger names, and nothing else. */
export function downloadRoutes(app: FrontApp, kit: FrontKit): void {
  app.get('/orders/:id/downloads', async (context) => {
    const order = context.get('order');
    const products = await productsOfOrder(kit.ledger, kit.mission, order.id);
    const href = (page: string) => orderHref(context, page);
    const body = html`<h1>Downloads of flight ${text(order.flight)}</h1>
      <p class="note">Order ${text(order.id)}</p>
      ${
        order.masterZip === undefined
          ? html`<p>There is no zip of all: the order is ${text(order.state)}.</p>`
          : html`<p>
              <a class="button" href="${href('/all')}"
                >Download all${order.masterBytes === undefined ? '' : ` (${bytesText(order.masterBytes)})`}</a
              >
            </p>`
      }
      ${provenanceLink(order, href)}
      <table>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col">Download</th>
          </tr>
        </thead>
        <tbody>
          ${products.map(
            (row) =>
              html`<tr>
                <td data-label="Product">${text(row.product)}</td>
                <td data-label="Download">${downloads(row, order, href)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
    return kit.shown(context, { title: `Downloads of ${order.flight}` }, [body]);
  });

  fileRoutes(app, kit, '/orders/:id');

  app.get('/orders/:id/looks/:product', (context) => sendProduct(kit, context, 'quickLook', true));
}

/** The files of the order that the context has: the zip of all, those of a product, and how they were made. */
export function fileRoutes(app: FrontApp, kit: FrontKit, below: '/orders/:id' | '/api/orders/:id'): void {
  app.get(`${below}/all`, (context) => send(kit, context, context.get('order').masterZip, 'zip'));
  app.get(`${below}/provenance`, (context) => sendProvenance(kit, context));
  app.get(`${below}/files/:product/:kind`, (context) => {
    const { kind } = context.req.param();
    return isDownload(kind) ? sendProduct(kit, context, kind) : nothing(context);
  });
}

/** Sends what the ledger names as that kind of file of the product in the address. */
async function sendProduct(
  kit: FrontKit,
  context: FrontContext,
  kind: string,
  inline = false,
): Promise<Response> {
  const { id: orderId } = context.get('order');
  const product = context.req.param('product') ?? '';
  const row = await productRow(kit.ledger, { mission: kit.mission, orderId, product });
  const name = row?.files && Object.hasOwn(row.files, kind) ? row.files[kind] : undefined;
  return send(kit, context, name, kind, inline);
}

async function send(
  kit: FrontKit,
  context: FrontContext,
  name: string | undefined,
  kind: string,
  inline = false,
): Promise<Response> {
  const { folder } = context.get('order');
  if (folder === undefined || name === undefined) return nothing(context);
  const opened = await openWithin(kit.services.output, folder, name);
  if (!opened) return nothing(context);
  return sendFile(context, { ...opened, name, type: TYPES[kind]!, inline });
}

function nothing(context: FrontContext): Response | Promise<Response> {
  return refuse(context, REFUSALS.nothing);
}
