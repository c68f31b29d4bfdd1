import { flightName } from '../../domain/scops/names.js';
import type { OrderRow } from '../../ledger/order-rows.js';
import { listOrders } from '../../ledger/read-orders.js';
import { html, instant, section, text, type Html } from '../board/html.js';
import { badge } from '../board/parts.js';
import { cursorOf, cursorText } from '../reading/cursor.js';
import type { FrontApp, FrontKit } from './kit.js';
import type { Flight } from './services.js';
import { TONES } from './status/words.js';

const PAGE = 50;

/** `/`: the flights that a project may order of, and its orders. */
export function homeRoutes(app: FrontApp, kit: FrontKit): void {
  app.get('/', async (context) => {
    const { project } = context.get('member')!;
    const after = cursorOf(context.req.query('after') ?? '');
    const { mission, ledger, now } = kit;
    const orders = await listOrders(ledger, {
      ...{ mission, project: project.code, limit: PAGE },
      ...(after && { after }),
    });
    const flights = after ? [] : await kit.services.flights(project);
    const older = orders.next
      ? html`<p class="links"><a href="/?after=${cursorText(orders.next)}">Older orders</a></p>`
      : '';
    return kit.shown(context, { title: project.code }, [
      html`<h1>${text(project.title ?? `Project ${project.code}`)}</h1>`,
      after ? '' : section('Flights', flightList(flights)),
      section('Orders', orderTable(orders.rows, now)),
      older,
    ]);
  });
}

function flightList(flights: readonly Flight[]): Html {
  if (flights.length === 0)
    return html`<p>
      No flight of this project is here yet. Those who operate the station add one with
      <code>sipstream project add</code>.
    </p>`;
  return html`<ul class="flights">
    ${flights.map((flight) => {
      const name = flightName(flight);
      const letter = flight.sortie === '' ? '' : `, sortie ${flight.sortie}`;
      return html`<li>
        <a class="button" href="/order?flight=${name}">Order lines of ${name}</a>
        <span class="note">${dateOf(flight)}${letter}</span>
      </li>`;
    })}
  </ul>`;
}

/** The date of a day of the year. */
function dateOf({ year, julianDay }: Flight): string {
  return new Date(Date.UTC(year, 0, julianDay)).toISOString().slice(0, 10);
}

/** The lines of an order in a few words: they tell orders of one flight apart. */
function lineWords({ lines }: OrderRow['request']): string {
  const names = lines.filter(({ process }) => process).map(({ name }) => name);
  if (names.length === 0) return 'formulas only';
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ');
}

function orderTable(orders: readonly OrderRow[], now: number): Html {
  if (orders.length === 0) return html`<p class="note">Nothing has been ordered yet.</p>`;
  return html`<table>
    <thead>
      <tr>
        ${['Flight', 'Lines', 'State', 'What it does', 'Sent'].map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${orders.map(
        (order) =>
          html`<tr>
            <td data-label="Flight">
              <a
                href="/orders/${order.id}"
                aria-label="${text(order.flight)}: ${lineWords(order.request)}, ${order.state}"
                >${text(order.flight)}</a
              >
            </td>
            <td data-label="Lines">${lineWords(order.request)}</td>
            <td data-label="State">${badge(order.state, TONES[order.state])}</td>
            <td data-label="What it does" class="${order.sentence === '' ? 'blank' : ''}">
              ${text(order.sentence)}
            </td>
            <td data-label="Sent">${instant(order.createdAt, now)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
