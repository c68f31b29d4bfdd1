import { addDays, type DataDay } from '../../domain/data-day.js';
import { FAILURES, isFailureCode } from '../../domain/failures.js';
import type { NamesFound } from '../../ledger/read-names.js';
import type { FileRow } from '../../ledger/schema.js';
import { PLACES, type Place, type PlacedFile, type PlaceView } from '../reading/places.js';
import { bytesText, counted } from '../words/states.js';
import { filesTable } from './day/files.js';
import { choice, field, identifyForm, problem, searchForm } from './forms.js';
import { html, htmlTable, instant, text, type Html } from './html.js';
import type { Reader } from './kit.js';
import { dayHref, nameHref, receiptHref } from './links.js';
import { pager, tabs } from './paging.js';
import { badge, codeWords } from './parts.js';

/** What lies in each place, in one sentence. */
const PLACE_WORDS = {
  incomplete:
    'Files whose size or checksum is not what the DN says. A new push or a corrected DN clears them.',
  unmatched:
    'Files that no name of this mission fits, and files that were refused. A person says what they are.',
  complete: 'Files that are whole and on their way into the archive. Nothing stays here for long.',
  pickup: 'Files that the DAAC pushes; they stay here until their DN comes.',
} as const satisfies Record<Place, string>;

/** How many files lie in each place; absent where the board was not told the station's directories. */
export type PlaceCounts = Readonly<Record<Place, number>>;

/** What is shown of the files: a place, those of a day, or those of a name. */
export type FilesShown =
  | { readonly kind: 'place'; readonly view: PlaceView; readonly after?: string }
  | { readonly kind: 'day'; readonly day: DataDay; readonly files: readonly FileRow[] }
  | { readonly kind: 'name'; readonly found: NamesFound; readonly how: 'begins' | 'contains' }
  | { readonly kind: 'nothing' };

/** What the page of files is made of. */
export interface FilesFacts {
  readonly asked: Readonly<Record<string, string>>;
  readonly problem?: string;
  readonly counts?: PlaceCounts;
  readonly shown: FilesShown;
  readonly reader: Reader;
  readonly now: number;
}

/** The page of files. */
export function filesPage(facts: FilesFacts): (Html | '')[] {
  const { asked, counts, shown } = facts;
  return [
    html`<h1>Files</h1>`,
    counts === undefined
      ? ''
      : tabs(
          'Places',
          PLACES.map((place) => ({
            href: `/files?place=${place}`,
            words: html`${place === 'pickup' ? '' : html`<span class="note">overflow/</span>`}${place}
              <b
                class="${counts[place] > 0 && place !== 'complete' && place !== 'pickup' ? 'count' : 'tally'}"
                >${counts[place]}</b
              >`,
            here: shown.kind === 'place' && shown.view.place === place,
          })),
        ),
    html`<div class="searches">
      ${searchForm('/files', [field('Files of the product day', 'day', asked['day'], { type: 'date' })], false, 'Show')}
      ${searchForm(
        '/files',
        [
          field('Name', 'q', asked['q'], { type: 'search', hint: 'original or archive name' }),
          choice(
            'How',
            'how',
            [
              ['begins', 'begins with'],
              ['contains', 'contains'],
            ],
            asked['how'] ?? 'begins',
            undefined,
          ),
          field('Product days from', 'from', asked['from'], { type: 'date' }),
          field('to', 'to', asked['to'], { type: 'date' }),
        ],
        shown.kind === 'name',
      )}
    </div>`,
    facts.problem === undefined ? '' : problem(facts.problem),
    ...body(facts),
  ];
}

function body({ shown, now, reader }: FilesFacts): (Html | '')[] {
  switch (shown.kind) {
    case 'nothing':
      return [];
    case 'place':
      return placeBody(shown.view, shown.after, reader, now);
    case 'day':
      return [
        html`<nav class="days" aria-label="Days">
            <a href="/files?day=${addDays(shown.day, -1)}" rel="prev">← ${addDays(shown.day, -1)}</a>
            <a href="/files?day=${addDays(shown.day, 1)}" rel="next">${addDays(shown.day, 1)} →</a>
          </nav>
          <h2 class="plain">Files of <a href="${dayHref(shown.day)}">${shown.day}</a></h2>`,
        ...(shown.files.length === 0
          ? [html`<p class="calm">The archive has no file of that day.</p>`]
          : filesTable(shown.files, now)),
      ];
    case 'name':
      return foundBody(shown.found, shown.how, now);
  }
}

function placeBody(view: PlaceView, after: string | undefined, reader: Reader, now: number): (Html | '')[] {
  const { place, files, total, before } = view;
  const range = files.length < total ? `, ${before + 1} to ${before + files.length} shown` : '';
  return [
    html`<p class="lead">${PLACE_WORDS[place]} <b>${counted(total, 'file')}${range}.</b></p>`,
    files.length === 0
      ? html`<p class="calm">Nothing lies there.</p>`
      : htmlTable(
          ['Name', 'Size', 'Since', 'What is known of it'],
          files.map((file) => [
            html`<code>${text(file.name)}</code>`,
            file.size === undefined ? '' : bytesText(file.size),
            file.modifiedAt === undefined ? '' : instant(file.modifiedAt, now),
            html`${known(file, now)}${isOffered(file, place) ? identifyForm(file.name, place, reader) : ''}`,
          ]),
        ),
    pager(
      '/files',
      { place },
      { name: 'after', here: after, next: view.next },
      { first: '← First', next: 'More →' },
    ),
  ];
}

/** Whether it makes sense to say what a file is; an earlier push of an incomplete one is of no use to anybody. */
function isOffered({ kind, olderOf }: PlacedFile, place: Place): place is 'unmatched' | 'incomplete' {
  return kind === 'file' && (place === 'unmatched' || (place === 'incomplete' && olderOf === undefined));
}

function known(file: PlacedFile, now: number): Html {
  const { kind, arrival, stray, archived } = file;
  if (kind === 'absent') return html`<div class="note">It was moved while this page was made.</div>`;
  if (kind !== 'file')
    return html`<div>
      ${badge(kind === 'symlink' ? 'symbolic link' : kind, 'warn')} The station never follows or moves it.
    </div>`;
  if (file.olderOf !== undefined)
    return html`<div class="note">An earlier push of <code>${text(file.olderOf)}</code>.</div>`;
  if (!arrival && !stray && !archived)
    return html`<div class="note">The ledger knows nothing under this name.</div>`;
  return html`${
    arrival === undefined
      ? ''
      : html`<div>
          ${badge(arrival.state, arrival.state === 'incomplete' || arrival.state === 'refused' ? 'bad' : 'dim')}
          ${text(arrival.reason)}
          <span class="note"
            >DN <a href="${receiptHref(arrival.receiptKey)}">${text(arrival.receiptKey)}</a> says
            ${bytesText(arrival.expectedSize)}${arrival.granule === undefined ? '' : `, ${text(arrival.granule)}`}</span
          >
        </div>`
  }${
    stray === undefined
      ? ''
      : html`<div>
          ${badge(stray.state, 'warn')} since ${instant(stray.seenAt, now)}.
          ${nextOf(stray.state === 'unmatched' ? 'FILE_UNMATCHED' : 'FILE_UNANNOUNCED')}
        </div>`
  }${
    archived === undefined
      ? ''
      : html`<div class="note">
          One of this name was archived ${instant(archived.archivedAt, now)} as
          <a href="${nameHref(archived.archiveName)}"><code>${text(archived.archiveName)}</code></a>
        </div>`
  }`;
}

function nextOf(code: string): Html | '' {
  return isFailureCode(code) ? html`<span class="note">${codeWords(FAILURES[code].next)}</span>` : '';
}

function foundBody(found: NamesFound, how: 'begins' | 'contains', now: number): (Html | '')[] {
  const { files, more, from, to } = found;
  const days =
    from === undefined && to === undefined ? '' : ` of the days ${from ?? 'first'} to ${to ?? 'last'}`;
  const where = how === 'contains' ? `These are of the files${days}; name other days to look there.` : '';
  return [
    html`<p class="lead">
      ${more ? `The first ${files.length} files; look for a longer name to see the others.` : `${counted(files.length, 'file')}.`}
      ${where}
    </p>`,
    files.length === 0
      ? html`<p class="calm">The archive has no file of such a name.</p>`
      : htmlTable(
          ['Archive name', 'Came as', 'Size', 'Day', 'Archived', 'By'],
          files.map((file) => [
            html`<code title="md5 ${file.md5}">${text(file.archiveName)}</code>`,
            html`<code>${text(file.originalName)}</code>`,
            bytesText(file.size),
            html`<a href="${dayHref(file.day)}">${file.day}</a>`,
            instant(file.archivedAt, now),
            file.kind === 'input'
              ? file.receiptKey === undefined
                ? ''
                : html`DN <a href="${receiptHref(file.receiptKey)}">${text(file.receiptKey)}</a>`
              : text(`${file.level ?? ''} run ${file.run ?? '?'}`),
          ]),
        ),
  ];
}
