import { addDays } from '../../domain/data-day.js';
import { durationText } from '../../domain/duration.js';
import { FAILURES } from '../../domain/failures.js';
import { NAMESPACE, workflowIds } from '../../domain/ids.js';
import type { DayRecord } from '../../ledger/read-day.js';
import type { FileRow, LevelRow } from '../../ledger/schema.js';
import type { DayView } from '../reading/day.js';
import { figureSentences, stageHistory } from '../words/day.js';
import { isDelivering, storyOfLevel } from '../words/ledger-story.js';
import { bytesText, counted } from '../words/states.js';
import { html, htmlTable, instant, section, text, type Html } from './html.js';
import { codeWords } from './now-page.js';
import {
  badge,
  commands,
  gridLegend,
  gridTable,
  holdWords,
  levelBadge,
  pipeline,
  untilWords,
} from './parts.js';

/** What the page of a day is made of. */
export interface DayFacts {
  readonly view: DayView;
  readonly now: number;
  readonly program: string;
  /** Where the Temporal UI answers. */
  readonly temporalUi?: string;
  /** The browse picture of the day, if the archive has one. */
  readonly browse?: FileRow;
}

/** The page of a product day. */
export function dayPage(facts: DayFacts): (Html | '')[] {
  const { record, grids } = facts.view;
  const { day } = record;
  const { now } = facts;
  return [
    html`<nav class="days" aria-label="Days">
        <a href="/days/${addDays(day.day, -1)}" rel="prev">← ${addDays(day.day, -1)}</a>
        <a href="/days/${addDays(day.day, 1)}" rel="next">${addDays(day.day, 1)} →</a>
      </nav>
      <h1>
        ${day.day} ${badge(day.state, day.state === 'done' ? 'good' : day.state === 'open' ? 'warn' : 'dim')}
      </h1>
      <p class="lead">
        Opened ${instant(day.openedAt, now)} by
        ${text(day.openedBy)}${
          day.doneAt === undefined ? '' : html`, ${day.state} ${instant(day.doneAt, now)}`
        }.
        <a href="/files?day=${day.day}">${counted(record.files.length, 'file')}</a> in the archive.
        ${uiLink(facts.temporalUi, day.workflowId, 'The day in the Temporal UI')}
      </p>`,
    html`<div class="levels">${record.levels.map((level) => levelCard(level, facts))}</div>`,
    grids.length === 0 ? '' : section('Inputs', [...grids.map(gridTable), gridLegend()]),
    browse(facts),
    section('Quality', quality(record)),
    section('Deliveries', deliveries(record, now)),
    stages(record, now),
    section(
      'Interventions',
      record.interventions.length === 0
        ? []
        : [
            htmlTable(
              ['When', 'Who', 'What', 'Why'],
              record.interventions.map((row) => [
                instant(row.at, now),
                text(row.by),
                `${row.verb} ${row.level ?? ''}`,
                text(row.why),
              ]),
            ),
          ],
    ),
    section('Messages', messages(record, now)),
  ];
}

function uiLink(ui: string | undefined, workflowId: string, words: string): Html | '' {
  if (ui === undefined || !/^https?:\/\//.test(ui)) return '';
  const url = `${ui.replace(/\/$/, '')}/namespaces/${NAMESPACE}/workflows/${encodeURIComponent(workflowId)}`;
  return html`<a class="out" href="${url}" rel="noreferrer">${words} ↗</a>`;
}

function levelCard(level: LevelRow, { now, program, temporalUi }: DayFacts): Html {
  const story = storyOfLevel(level);
  const { mission, day } = level;
  const delivering = isDelivering(level);
  return html`<article class="card ${level.state}">
    <h3>
      ${level.level} ${levelBadge(level)}
      <span class="note">
        ${
          level.state === 'done' || level.state === 'abandoned'
            ? html`since ${instant(level.since, now)}`
            : `at ${level.stage} for ${durationText(now - level.since)}`
        }
      </span>
    </h3>
    ${pipeline(level)} ${story.hold ? holdWords(story) : html`<p>${text(level.sentence)}</p>`}
    ${untilWords(level.until, level.thenWhat, now)}
    ${level.heldCode ? html`<p class="next">${codeWords(FAILURES[level.heldCode].next)}</p>` : ''}
    ${commands(story, { day, level: level.level }, program)}
    <p class="links">
      ${level.processorVersion ? html`<span class="note">processor ${text(level.processorVersion)}</span>` : ''}
      ${uiLink(temporalUi, workflowIds.level(mission, day, level.level), 'Level')}
      ${delivering ? uiLink(temporalUi, workflowIds.delivery(mission, day, level.level), 'Delivery') : ''}
    </p>
  </article>`;
}

function browse({ browse: file, view }: DayFacts): Html | '' {
  if (!file) return '';
  const { day } = view.record.day;
  return html`<section>
    <h2>Browse picture</h2>
    <figure>
      <img src="/days/${day}/browse" alt="Browse picture of ${day}" loading="lazy" />
      <figcaption>${text(file.archiveName)}</figcaption>
    </figure>
  </section>`;
}

function quality({ qa, levels }: DayRecord): Html[] {
  const verdicts = levels.flatMap((level) =>
    level.qaVerdict
      ? [html`<p>${level.level} ${verdictBadge(level.qaVerdict)} ${text(level.qaExplanation)}</p>`]
      : [],
  );
  if (qa.length === 0) return verdicts;
  return [
    ...verdicts,
    htmlTable(
      ['Product', 'Verdict', 'Reasons', 'Figures'],
      qa.map((row) => [
        html`<code>${text(row.product)}</code>`,
        verdictBadge(row.verdict),
        lines(row.reasons),
        lines(figureSentences(row.figures)),
      ]),
    ),
  ];
}

function verdictBadge(verdict: string): Html {
  return badge(verdict, verdict === 'Passed' ? 'good' : verdict === 'Failed' ? 'bad' : 'warn');
}

function lines(sentences: readonly string[]): Html {
  return html`${sentences.map((sentence) => html`<div>${text(sentence)}</div>`)}`;
}

function deliveries({ deliveries: rows, acknowledgements }: DayRecord, now: number): Html[] {
  if (rows.length === 0) return [];
  return [
    htmlTable(
      ['PDR', 'State', 'Delivered', 'Answer of the DAAC'],
      rows.map((row) => [
        html`<code>${text(row.pdr)}</code> <span class="note">${counted(row.files.length, 'granule')}</span>`,
        badge(row.state, row.state === 'accepted' ? 'good' : row.state === 'failed' ? 'bad' : 'warn'),
        row.deliveredAt === undefined ? '' : instant(row.deliveredAt, now),
        html`${acknowledgements
          .filter((answer) => answer.pdr === row.pdr)
          .map(
            (answer) =>
              html`<div>
                ${answer.form} ${answer.kind} ${instant(answer.receivedAt, now)}: ${text(answer.disposition)}
                ${answer.files
                  .filter((file) => file.disposition !== 'SUCCESSFUL')
                  .map((file) => html`<div class="note">${text(file.name)}: ${text(file.disposition)}</div>`)}
              </div>`,
          )}
        ${
          row.state === 'waiting' && row.panExpectedAt !== undefined
            ? html`<div class="note">PAN expected by ${instant(row.panExpectedAt, now)}</div>`
            : ''
        }`,
      ]),
    ),
  ];
}

function stages({ stages: rows, runs }: DayRecord, now: number): Html | '' {
  if (rows.length === 0) return '';
  const history = stageHistory(rows);
  return html`<section>
    <h2>Stages</h2>
    ${htmlTable(
      ['Level', 'Stage', 'Try', 'Began', 'Took', 'End', 'Detail'],
      history.map((line) => [
        line.level,
        line.stage,
        String(line.attempt),
        instant(line.startedAt, now, true),
        line.endedAt === undefined ? '' : durationText(line.endedAt - line.startedAt),
        line.outcome === 'failed' ? badge('failed', 'bad') : line.outcome,
        text(line.detail),
      ]),
      'tight',
    )}
    ${
      runs.length === 0
        ? ''
        : html`<h3>Runs of processors</h3>
            ${htmlTable(
              ['Level', 'Run', 'Version', 'Began', 'Took', 'End'],
              runs.map((run) => [
                run.level,
                String(run.run),
                text(run.version),
                run.startedAt === undefined ? '' : instant(run.startedAt, now, true),
                run.startedAt === undefined || run.endedAt === undefined
                  ? ''
                  : durationText(run.endedAt - run.startedAt),
                run.timedOut
                  ? 'stopped at its time limit'
                  : run.exitCode === undefined
                    ? run.state
                    : `${run.state}, exit status ${run.exitCode}`,
              ]),
              'tight',
            )}`
    }
  </section>`;
}

function messages({ messages: rows }: DayRecord, now: number): Html[] {
  if (rows.length === 0) return [];
  return [
    htmlTable(
      ['Came', 'Kind', 'State', 'Subject'],
      rows.map((row) => [
        instant(row.receivedAt, now),
        text(row.kind),
        badge(row.state, row.state === 'quarantined' ? 'bad' : 'dim'),
        text(row.subject ?? row.id),
      ]),
    ),
  ];
}

/** The files of a day as a table. */
export function filesTable(files: readonly FileRow[], now: number): (Html | '')[] {
  const part = (kind: FileRow['kind'], title: string) => {
    const rows = files.filter((file) => file.kind === kind);
    const total = rows.reduce((sum, file) => sum + file.size, 0);
    return section(
      title,
      rows.length === 0
        ? []
        : [
            htmlTable(
              ['Name', 'Size', 'Archived', kind === 'input' ? 'DN' : 'Made by'],
              rows.map((file) => [
                html`<code title="came as ${text(file.originalName)}, md5 ${file.md5}"
                  >${text(file.archiveName)}</code
                >`,
                bytesText(file.size),
                instant(file.archivedAt, now),
                kind === 'input' ? text(file.receiptKey) : `${file.level ?? ''} run ${file.run ?? ''}`,
              ]),
              'tight',
            ),
          ],
      `${counted(rows.length, 'file')}, ${bytesText(total)}`,
    );
  };
  return [part('product', 'Products'), part('input', 'Inputs')];
}
