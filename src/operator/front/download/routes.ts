import { productRow, productsOfOrder } from '../../../ledger/order-products.js';
import { bytesText } from '../../../domain/words.js';
import { html, text } from '../../board/html.js';
import { refuse, REFUSALS } from '../access/refusals.js';
import { orderHref, type FrontApp, type FrontContext, type FrontKit } from '../kit.js';
import { downloads } from '../status/page.js';
import { isDownload } from '../status/words.js';
import { sendFile } from './send-file.js';
import { openWithin } from './within.js';

const TYPES: Readonly<Record<string, string>> = {
  zip: 'application/zip',
  cog: 'image/tiff',
  netcdf: 'application/x-netcdf',
  quickLook: 'image/png',
  provenance: 'application/json',
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
                <td data-label="Download">${downloads(row, href)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
    return kit.shown(context, { title: `Downloads of ${order.flight}` }, [body]);
  });

  app.get('/orders/:id/all', (context) => {
    const { masterZip } = context.get('order');
    return send(context, masterZip, 'zip');
  });

  app.get('/orders/:id/files/:product/:kind', async (context) => {
    const { product, kind } = context.req.param();
    return isDownload(kind) ? send(context, await fileOf(context, product, kind), kind) : nothing(context);
  });

  app.get('/orders/:id/looks/:product', async (context) => {
    const { product } = context.req.param();
    return send(context, await fileOf(context, product, 'quickLook'), 'quickLook');
  });

  async function fileOf(context: FrontContext, product: string, kind: string): Promise<string | undefined> {
    const { id: orderId } = context.get('order');
    const row = await productRow(kit.ledger, { mission: kit.mission, orderId, product });
    return row?.files && Object.hasOwn(row.files, kind) ? row.files[kind] : undefined;
  }

  async function send(context: FrontContext, name: string | undefined, kind: string): Promise<Response> {
    const { folder } = context.get('order');
    if (folder === undefined || name === undefined) return nothing(context);
    const opened = await openWithin(kit.services.output, folder, name);
    if (!opened) return nothing(context);
    const inline = kind === 'quickLook';
    return sendFile(context, { ...opened, name, type: TYPES[kind]!, inline });
  }
}

function nothing(context: FrontContext): Response | Promise<Response> {
  return refuse(context, REFUSALS.nothing);
}
