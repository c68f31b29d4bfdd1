import { html, text, type Html } from '../board/html.js';
import { tokenField } from '../board/access/tokens.js';
import type { Member } from './access/members.js';

/** What every page says of itself. */
export interface FrontFrame {
  readonly title: string;
  /** Whether the page keeps itself fresh. */
  readonly live?: boolean;
  /** Who has logged in. */
  readonly member: Member | undefined;
  readonly formToken: string;
}

/** A whole page of the front end. It works without script. */
export function page({ title, live, member, formToken }: FrontFrame, body: readonly (Html | '')[]): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${text(title)} · flight lines</title>
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/front.css" />
        ${
          live
            ? html`<noscript><meta http-equiv="refresh" content="30" /></noscript>
                <script src="/live.js" defer></script>`
            : html`<script src="/form.js" defer></script>`
        }
      </head>
      <body>
        <a class="skip" href="#content">To the content</a>
        <header>
          <a class="brand" href="/">Flight lines</a>
          ${
            member
              ? html`<span class="mission" title="${text(member.project.title ?? '')}"
                    >${text(member.project.title ?? member.project.code)}</span
                  >
                  <div class="who">
                    <span><b>${text(member.user)}</b> of ${text(member.project.code)}</span>
                    <form method="post" action="/logout">
                      ${tokenField({ formToken })}<button type="submit">Log out</button>
                    </form>
                  </div>`
              : html`<div class="who"><a href="/login">Log in</a></div>`
          }
        </header>
        <p id="stale" role="status" hidden></p>
        ${live ? html`<p id="spoken" class="unseen" role="status"></p>` : ''}
        <main id="content">${body}</main>
        <footer>All times are UTC. Bands count from 1, as in the headers of the level-1 files.</footer>
      </body>
    </html>`;
}
