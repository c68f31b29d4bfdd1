import { addDays, dataDay, dayOf, type DataDay } from '../../domain/data-day.js';
import { durationText } from '../../domain/duration.js';
import { FAILURES } from '../../domain/failures.js';
import type { Mission } from '../../domain/mission.js';
import type { DayWithLevels, HeldThings } from '../../ledger/read-lists.js';
import type { OrderPauses } from '../../ledger/read-interventions.js';
import type { OrderInNeed } from '../../ledger/read-orders.js';
import type { LevelRow, ReceiptRow } from '../../ledger/schema.js';
import { storyOfLevel, storyOfReceipt } from '../words/ledger-story.js';
import type { RunProgress } from '../reading/run-progress.js';
import type { StationHealth } from '../words/health.js';
import { bytesText, counted, standing, STANDINGS } from '../words/states.js';
import type { StatusView } from '../words/status.js';
import { html, instant, section, text, type Html } from './html.js';
import { needCards } from './orders/need-cards.js';
import { codeWords, holdWords, levelBadge, pipeline, untilWords } from './parts.js';
import type { Reader } from './kit.js';
import { runPart } from './run-part.js';
import { stationSection } from './station-section.js';
import { verbList } from './verbs/verb-list.js';

/** What the first page is made of. */
export interface NowFacts {
  readonly mission: Mission;
  readonly status: StatusView;
  readonly held: HeldThings;
  /** The orders that somebody should look at. */
  readonly orders: readonly OrderInNeed[];
  /** Whom operators have told to stop, by order. */
  readonly pauses: ReadonlyMap<string, OrderPauses>;
  readonly open: readonly DayWithLevels[];
  /** The days of the strip at the bottom. */
  readonly recent: readonly DayWithLevels[];
  readonly program: string;
  /** Who looks. */
  readonly reader: Reader;
  /** How the runs that are under way get on. */
  readonly progress: readonly RunProgress[];
  /** Absent where the board does not know the station's directories. */
  readonly health?: StationHealth | undefined;
}

/** How many days the strip shows. */
export const RECENT_DAYS = 35;

/** The last day of the strip: the newest that the ledger knows, or today. */
export function lastOfStrip(
  open: readonly DayWithLevels[],
  newest: string | undefined,
  now: number,
): DataDay {
  const days = [...open.map((day) => day.day), ...(newest === undefined ? [] : [dataDay(newest)])].sort();
  return days.at(-1) ?? dayOf(now);
}

/** The first page: what needs a person, what is at work, what waits until when; beside it how the station stands. */
export function nowPage(facts: NowFacts): (Html | '')[] {
  const { status, held, orders, open, progress, health } = facts;
  const now = status.at;
  const levels = open.flatMap((day) => day.levels.filter((level) => level.state !== 'held'));
  const working = levels.filter((level) => level.state === 'running');
  const waiting = levels.filter((level) => level.state === 'waiting');
  const progressOf = ({ day, level }: LevelRow) =>
    progress.find((run) => run.day === day && run.level === level);
  return [
    html`<h1>Now</h1>`,
    html`<div class="now">
      <div>
        ${
          held.levels.length + held.receipts.length + orders.length === 0
            ? nothingToDo(working.length, waiting.length, open.length)
            : section(
                'Waits for a person',
                oldestFirst(held).map((item) =>
                  'day' in item ? heldLevel(item, facts) : heldReceipt(item, facts),
                ),
              )
        }
        ${section('Orders', needCards(orders, { now, reader: facts.reader, back: '/', pauses: facts.pauses }))}
        ${section(
          'At work',
          working.map((level) => openLevel(level, now, progressOf(level))),
        )}
        ${section(
          'Waits',
          waiting.map((level) => openLevel(level, now)),
        )}
        ${marked(status)}
      </div>
      ${health ? html`<div>${stationSection(health, now)}</div>` : ''}
    </div>`,
    strip(facts),
    figures(status),
    addresses(status),
  ];
}

/** Levels and receipts together, the longest held first. */
function oldestFirst({ levels, receipts }: HeldThings): (LevelRow | ReceiptRow)[] {
  return [...levels, ...receipts].sort((a, b) => a.since - b.since);
}

function nothingToDo(working: number, waiting: number, open: number): Html {
  const rest =
    open === 0
      ? 'No day is open.'
      : [
          ...(working > 0 ? [`${counted(working, 'level is', 'levels are')} at work`] : []),
          ...(waiting > 0
            ? [`${counted(waiting, 'level waits', 'levels wait')} without anybody’s help`]
            : []),
        ].join(', ');
  return html`<p class="quiet"><b>Nothing to do</b> ${rest}</p>`;
}

function marked({ marked: levels }: StatusView): Html | '' {
  const link = (day: string) => html`<a href="/days/${day}">${day}</a>`;
  return section(
    'Not as the rules have it',
    levels.length === 0
      ? []
      : html`<ul class="marked">
          ${levels.map(
            ({ day, level, overridden, offer }) =>
              html`<li>
                ${link(day)} ${level}
                ${overridden === undefined ? '' : html`<b>overridden</b> ${text(overridden)}`}
                ${offer === undefined ? '' : html`<b>rerun offered</b> ${text(offer)}`}
              </li>`,
          )}
        </ul>`,
  );
}

function heldLevel(level: LevelRow, { status, program, reader }: NowFacts): Html {
  const now = status.at;
  const story = storyOfLevel(level);
  return html`<article class="card held">
    <h3>
      <a href="/days/${level.day}">${level.day}</a> ${level.level} ${levelBadge(level)}
      <span class="note">at ${level.stage} for ${durationText(now - level.since)}</span>
    </h3>
    ${holdWords(story)} ${untilWords(story.until, story.then, now)}
    <p class="next">${level.heldCode ? codeWords(FAILURES[level.heldCode].next) : ''}</p>
    ${verbList(story, { day: level.day, level: level.level }, program, reader, '/')}
  </article>`;
}

function heldReceipt(receipt: ReceiptRow, { status, program, reader }: NowFacts): Html {
  const now = status.at;
  const story = storyOfReceipt(receipt);
  return html`<article class="card held">
    <h3>
      DN ${text(receipt.key)} <span class="badge bad">held</span>
      <span class="note">for ${durationText(now - receipt.since)}</span>
    </h3>
    ${holdWords(story)}
    <p class="next">${receipt.heldCode ? codeWords(FAILURES[receipt.heldCode].next) : ''}</p>
    ${verbList(story, { receipt: receipt.key }, program, reader, '/')}
  </article>`;
}

function openLevel(level: LevelRow, now: number, progress?: RunProgress): Html {
  const inputs =
    level.stage === 'await inputs' && level.of !== undefined
      ? html`<meter min="0" max="${level.of}" value="${level.here ?? 0}" aria-label="inputs">
          ${level.here}
        </meter>`
      : '';
  return html`<article class="card ${level.state}">
    <h3>
      <a href="/days/${level.day}">${level.day}</a> ${level.level} ${levelBadge(level)}
      <span class="note">${level.stage} for ${durationText(now - level.since)}</span>
    </h3>
    ${pipeline(level)}
    <p>${text(level.sentence)} ${inputs}</p>
    ${progress && level.stage === 'run' ? runPart(progress, now) : ''}
    ${untilWords(level.until, level.thenWhat, now)}
  </article>`;
}

function strip({ mission, recent, open, status }: NowFacts): Html {
  const byDay = new Map(recent.map((day) => [day.day, day]));
  const last = lastOfStrip(open, recent.at(-1)?.day, status.at);
  const days = Array.from({ length: RECENT_DAYS }, (_, index) => addDays(last, index - RECENT_DAYS + 1));
  const levels = Object.keys(mission.levels);
  return html`<section>
    <h2>The last ${RECENT_DAYS} days</h2>
    <div class="scroll">
      <table class="strip">
        <thead>
          <tr>
            <th scope="col"><span class="hidden">Level</span></th>
            ${days.map(
              (day) =>
                html`<th scope="col" class="${day.endsWith('-01') ? 'first' : ''}">
                  <a href="/days/${day}" title="${day}">${day.slice(8)}</a>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${levels.map(
            (name) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${days.map((day) => {
                  const how = standing(byDay.get(day)?.levels.find((level) => level.level === name));
                  return html`<td
                    class="${how.tone} ${day.endsWith('-01') ? 'first' : ''}"
                    title="${`${day} ${name}: ${how.word}`}"
                  >
                    ${how.mark}
                  </td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="legend">
      ${Object.values(STANDINGS).map(
        ({ mark, word, tone }) => html`<span><b class="mark ${tone}">${mark}</b> ${word}</span> `,
      )}
    </p>
  </section>`;
}

function figures({ days, receipts, messages, strays, files }: StatusView): Html {
  const figure = (value: string | number, words: string, href?: string) =>
    html`<div>
      <dd>${value}</dd>
      <dt>${href === undefined ? words : html`<a href="${href}">${words}</a>`}</dt>
    </div>`;
  return html`<section>
    <h2>Counts</h2>
    <dl class="figures">
      ${figure(days.open, 'days open')} ${figure(days.done, 'days accepted')}
      ${figure(receipts.open + receipts.held, 'receipts open')}
      ${figure(messages.quarantined, 'messages quarantined', '/messages?state=quarantined')}
      ${figure(strays.unmatched + strays.unannounced, 'strays in pickup')}
      ${figure(bytesText(files.bytes), `in ${counted(files.inputs + files.products, 'file')}`)}
    </dl>
  </section>`;
}

function addresses({ station, at }: StatusView): Html {
  if (station === null)
    return html`<section>
      <h2>Addresses</h2>
      <p>No station runs here.</p>
    </section>`;
  const place = (address: string) =>
    /^https?:\/\//.test(address)
      ? html`<a href="${address}">${text(address)}</a>`
      : html`<code>${text(address)}</code>`;
  return html`<section>
    <h2>
      Addresses
      ${
        station.startedAt === undefined
          ? ''
          : html`<span class="note">running since ${instant(station.startedAt, at)}</span>`
      }
    </h2>
    <dl class="addresses">
      ${Object.entries(station.addresses).map(
        ([name, address]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${place(address)}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}
