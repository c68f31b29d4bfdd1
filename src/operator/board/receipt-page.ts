import type { ArrivalRow, ReceiptRow } from '../../ledger/schema.js';
import { storyOfReceipt } from '../words/ledger-story.js';
import { bytesText, counted } from '../words/states.js';
import { html, htmlTable, instant, text, type Html } from './html.js';
import { nameHref } from './links.js';
import type { Reader } from './kit.js';
import { badge, holdWords } from './parts.js';
import { verbList } from './verbs/verb-list.js';

/** The page of a receipt: what a DN announced, and how each of its files stands. */
export function receiptPage(
  receipt: ReceiptRow,
  arrivals: readonly ArrivalRow[],
  { now, program, reader }: { readonly now: number; readonly program: string; readonly reader: Reader },
): (Html | '')[] {
  const waiting = arrivals.filter(({ state }) => state === 'expected' || state === 'incomplete');
  const story = storyOfReceipt(
    receipt,
    waiting.map((file) => file.name),
  );
  const { state } = receipt;
  return [
    html`<nav class="days" aria-label="Messages">
        <a href="/messages?q=${encodeURIComponent(receipt.key)}">Its messages</a>
      </nav>
      <h1>
        DN ${text(receipt.key)} ${badge(state, state === 'held' ? 'bad' : state === 'done' ? 'good' : 'warn')}
      </h1>
      <p class="lead">
        Came ${instant(receipt.openedAt, now)}: ${counted(receipt.fileCount, 'file')} in
        <code>${text(receipt.ftpDir)}</code
        >${receipt.orderId === undefined ? '' : `, order ${text(receipt.orderId)}`}${
          receipt.doneAt === undefined ? '' : html`; ${state} ${instant(receipt.doneAt, now)}`
        }.
      </p>`,
    state === 'done' || state === 'abandoned'
      ? ''
      : html`<article class="card ${story.state}">
          ${story.hold ? holdWords(story) : html`<p>${text(story.sentence)}</p>`}
          ${verbList(story, { receipt: receipt.key }, program, reader, `/receipts/${encodeURIComponent(receipt.key)}`)}
        </article>`,
    arrivals.length === 0
      ? html`<p class="calm">It names no file.</p>`
      : htmlTable(
          ['Name', 'State', 'Granule', 'Size by the DN', 'On the disk', 'Reason'],
          arrivals.map((file) => [
            file.state === 'archived'
              ? html`<a href="${nameHref(file.name)}"><code>${text(file.name)}</code></a>`
              : html`<code>${text(file.name)}</code>`,
            badge(file.state, TONES[file.state]),
            text(file.granule),
            bytesText(file.expectedSize),
            file.seenSize === undefined ? '' : bytesText(file.seenSize),
            text(file.reason),
          ]),
        ),
  ];
}

const TONES = {
  expected: 'warn',
  incomplete: 'bad',
  complete: 'strong',
  archived: 'good',
  refused: 'bad',
} as const satisfies Record<ArrivalRow['state'], string>;
