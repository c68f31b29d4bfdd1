import type { Mission } from '../../../domain/mission.js';
import { html, text, type Html } from '../html.js';

/**
 * A page for who has not been let in: no navigation, no counts, nothing that happened. It has no script either, which
 * would renew it while somebody types a password.
 */
export function barePage(mission: Mission, title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${text(title)} · ${mission.mission}</title>
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/board.css" />
      </head>
      <body>
        <header>
          <a class="brand" href="/">sipstream</a>
          <span class="mission">${mission.instrument} on ${mission.platform}</span>
        </header>
        <main>${body}</main>
      </body>
    </html>`;
}
