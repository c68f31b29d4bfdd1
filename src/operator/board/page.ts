import type { Mission } from '../../domain/mission.js';
import { whoIs } from './access/login-page.js';
import { html, text, type Html } from './html.js';
import type { Reader } from './kit.js';

/** What every page says of itself. */
export interface PageFrame {
  readonly mission: Mission;
  readonly title: string;
  /** The entry of the navigation that is shown as current. */
  readonly here:
    'now' | 'orders' | 'calendar' | 'trends' | 'messages' | 'files' | 'interventions' | 'decisions' | 'none';
  /** Scripts of this page alone, by address. */
  readonly scripts?: readonly string[];
  readonly reader: Reader;
  /** Whether the station takes orders, or has taken some. */
  readonly orders: boolean;
  /** How many things wait for a person: they are named in the title of the window. */
  readonly held: number;
  /** How the ledger stood before the page was made; where the page may be old when its stream begins. */
  readonly mark?: string | undefined;
}

/** A whole page. It works without its script, which only keeps it fresh. */
export function page(frame: PageFrame, body: Html | readonly (Html | '')[]): Html {
  const { mission, title, here, held, mark } = frame;
  const link = (href: string, name: PageFrame['here'], words: string | Html) =>
    html`<a href="${href}" ${here === name ? html`aria-current="page"` : ''}>${words}</a>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${held > 0 ? `(${held} held) ` : ''}${text(title)} · ${mission.mission}</title>
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/board.css" />
        ${
          // What somebody fills in would be lost.
          frame.reader.role === 'operator'
            ? ''
            : html`<noscript><meta http-equiv="refresh" content="30" /></noscript>`
        }
        <script src="/board.js" defer></script>
        ${(frame.scripts ?? []).map((address) => html`<script src="${address}" defer></script>`)}
      </head>
      <body>
        <header>
          <a class="brand" href="/">sipstream</a>
          <span class="mission" title="${mission.title}">${mission.instrument} on ${mission.platform}</span>
          <nav aria-label="Pages">
            ${link('/', 'now', held > 0 ? html`Now <b class="count">${held} held</b>` : 'Now')}
            ${frame.orders ? link('/orders', 'orders', 'Orders') : ''}
            ${link('/calendar', 'calendar', 'Calendar')} ${link('/trends', 'trends', 'Trends')}
            ${link('/files', 'files', 'Files')} ${link('/messages', 'messages', 'Messages')}
            ${link('/interventions', 'interventions', 'Interventions')}
            ${link('/decisions', 'decisions', 'Decisions')}
          </nav>
          ${whoIs(frame.reader)}
        </header>
        <p id="stale" role="status" hidden></p>
        ${
          frame.reader.role === 'operator'
            ? html`<noscript
                ><p class="still">Without script this page does not renew itself; load it again.</p></noscript
              >`
            : ''
        }
        <main ${mark === undefined ? '' : html`data-mark="${mark}"`}>${body}</main>
        <footer>All times are UTC. Every intervention asks why, and stands in the audit.</footer>
      </body>
    </html>`;
}
