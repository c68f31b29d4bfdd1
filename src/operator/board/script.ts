/**
 * The script of every page: fetches the page anew when the ledger has changed, and puts the new content in the place of
 * the old one, at most once a second. It waits while a reader has marked a text, has something in a form, is within
 * something that keeps itself fresh (`data-own`), or looks elsewhere. A page may name its stream of events
 * (`data-events`).
 */
export const SCRIPT = `'use strict';
const stale = document.getElementById('stale');
const EVERY_MS = 30000;
const PAUSE_MS = 1000;
let due = false;
let busy = false;
let last = 0;
let later = 0;

function say(text) {
  stale.textContent = text;
  stale.hidden = text === '';
}

const FIELDS = 'main input:not([type=hidden]), main select, main textarea';

function isWritten(field) {
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex > 0;
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

function mayReplace() {
  if (isAnswer) return false;
  const marked = window.getSelection();
  // What somebody is filling in, or has filled in and not sent, would be lost.
  return document.visibilityState === 'visible' && (!marked || marked.isCollapsed)
    && !document.activeElement?.closest('main form')
    && !document.activeElement?.matches(FIELDS + ', main [data-own]')
    && ![...document.querySelectorAll(FIELDS)].some((field) => !field.closest('form.verb') && isWritten(field))
    && !isFilledIn();
}

/** Finds the element with the focus in the page as it comes anew: by its id, as the same link, or as the head of the same <details>. */
function focusFinder() {
  const { activeElement: item } = document;
  if (!item || !item.matches('main *')) return () => undefined;
  if (item.id) return () => document.querySelector('#' + CSS.escape(item.id));
  if (item.matches('a[href]')) return () => document.querySelector('main a[href="' + CSS.escape(item.getAttribute('href')) + '"]');
  const head = (details) => details?.querySelector('summary');
  const mine = allDetails().find(([, details]) => head(details) === item);
  return () => head(allDetails().find(([name]) => name === mine?.[0])?.[1]);
}

// A form that was closed again counts as given up.
function isFilledIn() {
  return [...document.querySelectorAll('main form.verb')].some((form) =>
    form.closest('details')?.open !== false && [...form.elements].some((field) =>
      field.type === 'checkbox' ? field.checked !== field.defaultChecked
        : field.type !== 'hidden' && field.defaultValue !== undefined && field.value !== field.defaultValue));
}

// Every <details> with a name of its own: what is open stays open, though others have come or gone.
function allDetails() {
  const seen = new Map();
  return [...document.querySelectorAll('main details')].map((item) => {
    const hidden = [...item.querySelectorAll('input[type=hidden]')].map((field) => field.value);
    const name = [item.getAttribute('name'), item.querySelector('summary')?.textContent, ...hidden].join('|');
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return [name + '|' + seen.get(name), item];
  });
}

async function refresh() {
  due = true;
  if (busy || later) return;
  if (!mayReplace()) {
    if (!isAnswer && isFilledIn()) say('This page waits for the form that you fill in, and may be old; close the form to see what is new.');
    return;
  }
  const rest = last + PAUSE_MS - performance.now();
  if (last && rest > 0) {
    later = setTimeout(() => { later = 0; refresh(); }, rest);
    return;
  }
  busy = true;
  due = false;
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html', 'x-refresh': '1' } });
    // The session has ended.
    if (response.redirected) return location.reload();
    // Somebody may have begun to write meanwhile.
    if (!mayReplace()) {
      due = true;
      return;
    }
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    const open = new Map(allDetails().map(([name, item]) => [name, item.open]));
    const scrolled = [...document.querySelectorAll('main .scroll')].map((item) => item.scrollLeft);
    const focused = focusFinder();
    document.querySelector('main').replaceWith(document.adoptNode(next.querySelector('main')));
    document.querySelector('header').replaceWith(document.adoptNode(next.querySelector('header')));
    document.title = next.title;
    for (const [name, item] of allDetails()) item.open = open.get(name) ?? item.open;
    document.querySelectorAll('main .scroll').forEach((item, index) => { item.scrollLeft = scrolled[index] ?? item.scrollWidth; });
    focused()?.focus({ preventScroll: true });
    dress();
    say('');
    document.dispatchEvent(new Event('refreshed'));
  } catch {
    say('The board does not answer. What you see is old.');
  } finally {
    busy = false;
    last = performance.now();
    if (due) refresh();
  }
}

function dress() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll('button[data-copy]')) button.hidden = false;
}

document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('button[data-copy]') : null;
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Mark it by hand';
  }
  setTimeout(() => { button.textContent = 'Copy'; }, 2000);
});
document.addEventListener('visibilitychange', () => { if (due) refresh(); });
document.addEventListener('selectionchange', () => { if (due) refresh(); });
document.addEventListener('focusout', () => setTimeout(() => { if (due) refresh(); }, 0));
document.addEventListener('toggle', () => { if (due) refresh(); }, true);

// The answer to a form is no page that could be fetched again.
const isAnswer = location.pathname.startsWith('/verbs/');
const source = new EventSource(document.querySelector('[data-events]')?.dataset.events ?? '/events');
source.addEventListener('hello', (event) => {
  const mark = document.querySelector('[data-mark]')?.dataset.mark;
  // What changed before the stream began is not told by it.
  if (!stale.hidden || (mark !== undefined && mark !== event.data)) refresh();
});
source.addEventListener('changed', refresh);
source.addEventListener('trouble', (event) => say(event.data));
source.addEventListener('error', () => say('The board does not answer. What you see is old.'));
setInterval(refresh, EVERY_MS);
for (const item of document.querySelectorAll('main .scroll')) item.scrollLeft = item.querySelector('.strip') ? item.scrollWidth : 0;
dress();
`;
