import { html, type Html } from './html.js';

/** The address of a page with other values; `undefined` and an empty text leave one out. */
export function addressOf(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((pair): pair is [string, string] => !!pair[1]);
  const query = new URLSearchParams(given).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Links to the first and to the next part of a list; nothing when all of it is shown. */
export function pager(
  path: string,
  values: Readonly<Record<string, string | undefined>>,
  place: { readonly name: string; readonly here: string | undefined; readonly next: string | undefined },
  words: { readonly first: string; readonly next: string },
): Html | '' {
  const { name, here, next } = place;
  if (here === undefined && next === undefined) return '';
  return html`<nav class="pager" aria-label="Parts of the list">
    ${here === undefined ? '' : html`<a href="${addressOf(path, { ...values, [name]: undefined })}">${words.first}</a>`}
    ${next === undefined ? '' : html`<a href="${addressOf(path, { ...values, [name]: next })}" rel="next">${words.next}</a>`}
  </nav>`;
}

/** Links that choose one of several views; the current one is marked. */
export function tabs(
  label: string,
  entries: readonly { readonly href: string; readonly words: Html | string; readonly here: boolean }[],
): Html {
  return html`<nav class="choices" aria-label="${label}">
    ${entries.map(({ href, words, here }) => html`<a href="${href}" ${here ? html`aria-current="page"` : ''}>${words}</a>`)}
  </nav>`;
}
