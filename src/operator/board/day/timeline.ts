import { durationText } from '../../../domain/duration.js';
import { workflowIds } from '../../../domain/ids.js';
import type { HoldRecord } from '../../../ledger/holds.js';
import type { DayRecord } from '../../../ledger/read-day.js';
import type { LevelRow } from '../../../ledger/schema.js';
import { stageHistory } from '../../words/day.js';
import { html, htmlTable, instant, text, type Html } from '../html.js';
import { badge } from '../parts.js';
import { ganttChart, ganttLegend, ganttPatterns, MARK_WORDS } from './gantt.js';
import { ganttSpans } from './gantt-spans.js';
import { ganttWindows, type GanttMark, type GanttWindow } from './gantt-window.js';

/** The stages of the levels as lines in time, and the same as an exact table. */
export function timeline(record: DayRecord, holds: readonly HoldRecord[], now: number): Html | '' {
  if (record.stages.length === 0) return '';
  return html`<section id="time">
    <h2>Time</h2>
    ${ganttPatterns()} ${record.levels.map((level) => levelCharts(level, record, holds, now))}
    ${ganttLegend()}
    <details class="more">
      <summary>Every stage, exactly</summary>
      ${stagesTable(record, now)}
    </details>
  </section>`;
}

function levelCharts(
  level: LevelRow,
  record: DayRecord,
  holds: readonly HoldRecord[],
  now: number,
): Html | '' {
  const { mission, day } = level;
  const ids = [workflowIds.level(mission, day, level.level), workflowIds.delivery(mission, day, level.level)];
  const own = holds.filter((hold) => ids.includes(hold.workflowId));
  const windows = ganttWindows(ganttSpans({ level, record, holds: own, now }), marksOf(level, record));
  const latest = windows.at(-1);
  if (!latest) return '';
  const earlier = windows.slice(0, -1);
  return html`<div class="chart">
    <h3>${level.level} <span class="note">${period(latest)}</span></h3>
    ${ganttChart(level.level, latest)}
    ${
      earlier.length === 0
        ? ''
        : html`<details class="more">
            <summary>Earlier: ${earlier.map(period)}</summary>
            ${earlier.map((window) => ganttChart(level.level, window))}
          </details>`
    }
  </div>`;
}

/** From when until when, with both days: they may be far from today. */
function period({ begin, end }: GanttWindow): Html {
  return html`${instant(begin, 0)} – ${instant(end, 0)} `;
}

/** What the DAAC and the operators did for a level. */
function marksOf({ level }: LevelRow, record: DayRecord): GanttMark[] {
  const deliveries = record.deliveries.filter((row) => row.level === level);
  const pdrs = new Set(deliveries.map((row) => row.pdr));
  const mark = (lane: GanttMark['lane'], letter: keyof typeof MARK_WORDS, at: number, words: string) => ({
    lane,
    letter,
    at,
    words: `${MARK_WORDS[letter]}: ${words}`,
  });
  return [
    ...deliveries.flatMap((row) =>
      row.deliveredAt === undefined ? [] : [mark('DAAC', 'D', row.deliveredAt, row.pdr)],
    ),
    ...record.acknowledgements
      .filter((row) => pdrs.has(row.pdr))
      .map((row) => mark('DAAC', row.kind === 'PAN' ? 'P' : 'R', row.receivedAt, row.disposition)),
    ...record.stages
      .filter((row) => row.level === level && row.stage === 'accepted')
      .map((row) => mark('DAAC', 'A', row.startedAt, 'every granule')),
    ...record.interventions
      .filter((row) => row.level === level || row.level === undefined)
      .map((row) => mark('operator', 'I', row.at, `${row.verb} by ${row.by}: ${row.why}`)),
  ];
}

function stagesTable({ stages, runs }: DayRecord, now: number): Html {
  return html`${htmlTable(
    ['Level', 'Stage', 'Try', 'Began', 'Took', 'End', 'Detail'],
    stageHistory(stages).map((line) => [
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
              html`<a href="/days/${run.day}/${run.level}/log?run=${run.run}">${run.run}</a>`,
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
  }`;
}
