import { durationText } from '../../../domain/duration.js';
import { runEnd } from '../../../ledger/order-runs.js';
import type { OrderRunRow } from '../../../ledger/schema.js';
import { stageTitle } from '../../words/orders.js';
import { stamp } from '../../words/times.js';
import { html, text, type Html } from '../html.js';
import { evenScale, percent, type Scale } from '../plot/scale.js';
import { timeTicks } from '../plot/ticks.js';
import { timeMarks } from '../plot/time-marks.js';

const LANE = 22;
const BAR = 12;
const AXIS = 22;

/** One stage of a line, with its runs. */
interface Lane {
  readonly line: string;
  readonly stage: string;
  readonly runs: readonly OrderRunRow[];
}

/** When each stage of each line ran: a lane a stage, below the name of the line. */
export function runsChart(runs: readonly OrderRunRow[], ended: number | undefined, now: number): Html {
  const until = ended ?? now;
  const from = Math.min(...runs.map(({ startedAt }) => startedAt));
  const to = Math.max(from + 1_000, ...runs.map(({ endedAt }) => endedAt ?? until));
  const lanes = lanesOf(runs);
  const lines = [...new Set(lanes.map(({ line }) => line))];
  // A row for each line's name, and one for each of its stages.
  const rows = lines.flatMap((line) => [{ name: line, lane: undefined }, ...named(lanes, line)]);
  const height = rows.length * LANE;
  const scale = evenScale(from, to);
  const label = lanes.map((lane) => lane.runs.map((run) => sentence(run, runs, to)).join('. ')).join('. ');
  return html`<div class="gantt">
    <svg class="gantt-names" aria-hidden="true" height="${height + AXIS}">
      ${rows.map(
        ({ name, lane }, index) =>
          html`<text class="${lane ? '' : 'line-name'}" x="100%" y="${index * LANE + LANE / 2}" dy="0.35em"
            >${text(name)}</text
          >`,
      )}
    </svg>
    <svg class="gantt-area" role="img" aria-label="${text(label)}" height="${height + AXIS}">
      ${timeMarks(timeTicks(from, to, 6), scale, height)}
      ${rows.map(({ lane }, index) => (lane ? bars(lane, runs, scale, index * LANE, to) : ''))}
    </svg>
  </div>`;
}

function lanesOf(runs: readonly OrderRunRow[]): Lane[] {
  const lanes = new Map<string, OrderRunRow[]>();
  const sorted = [...runs].sort((a, b) =>
    a.line < b.line ? -1 : a.line > b.line ? 1 : a.startedAt - b.startedAt,
  );
  for (const run of sorted) {
    const key = JSON.stringify([run.line, run.stage]);
    lanes.set(key, [...(lanes.get(key) ?? []), run]);
  }
  return [...lanes.values()].map((of) => ({ line: of[0]!.line, stage: of[0]!.stage, runs: of }));
}

function named(lanes: readonly Lane[], line: string): { name: string; lane: Lane | undefined }[] {
  return lanes.filter((lane) => lane.line === line).map((lane) => ({ name: stageTitle(lane.stage), lane }));
}

/** When a run ended for the chart: one whose end nobody recorded was over when the next one began. */
function endOf(run: OrderRunRow, all: readonly OrderRunRow[], until: number): number {
  if (run.endedAt !== undefined) return run.endedAt;
  const later = all.filter(
    (other) =>
      other.line === run.line &&
      other.product === run.product &&
      other.stage === run.stage &&
      other.startedAt > run.startedAt,
  );
  return Math.min(until, ...later.map(({ startedAt }) => startedAt));
}

function bars(lane: Lane, all: readonly OrderRunRow[], scale: Scale, top: number, to: number): Html {
  const middle = top + LANE / 2;
  return html`<line class="lane" x1="0" x2="100%" y1="${middle}" y2="${middle}" /> ${lane.runs.map(
      (run, index) => {
        const left = scale(run.startedAt);
        const right = scale(endOf(run, all, to));
        const next = lane.runs[index + 1];
        const after = next ? scale(next.startedAt) : 1;
        const end = runEnd(run, all);
        const place = placeOf({ left, right, after, first: index === 0 });
        return html`<g class="bar work ${end === 'done' ? 'ok' : end}">
          <title>${text(`${sentence(run, all, to)}.`)}</title>
          <rect
            x="${percent(left)}"
            y="${middle - BAR / 2}"
            width="${percent(Math.max(0.002, right - left))}"
            height="${BAR}"
            rx="2"
          />
          ${
            place === undefined
              ? ''
              : html`<text
                  class="${place.where}"
                  x="${percent(place.x)}"
                  dx="${place.dx}"
                  y="${middle}"
                  dy="0.35em"
                  text-anchor="${place.anchor}"
                  >${shortWords(run, all, to)}</text
                >`
          }
        </g>`;
      },
    )}`;
}

/** What a few words need at most, as a share of the axis of a wide screen. */
const ROOM = 0.09;

/** Beside a bar, before it, or within it: where there is room; else its tooltip has to do. */
function placeOf({
  left,
  right,
  after,
  first,
}: {
  left: number;
  right: number;
  after: number;
  first: boolean;
}) {
  if (after - right > ROOM) return { where: 'beside', x: right, dx: 6, anchor: 'start' };
  if (first && left > ROOM) return { where: 'beside', x: left, dx: -6, anchor: 'end' };
  if (right - left > ROOM) return { where: 'within', x: (left + right) / 2, dx: 0, anchor: 'middle' };
  return undefined;
}

function shortWords(run: OrderRunRow, all: readonly OrderRunRow[], to: number): string {
  const took = durationText(endOf(run, all, to) - run.startedAt);
  return { done: took, failed: `✗ ${took}`, cancelled: 'cancelled', lost: '?', open: `${took} ▸` }[
    runEnd(run, all)
  ];
}

function sentence(run: OrderRunRow, all: readonly OrderRunRow[], to: number): string {
  const took = durationText(endOf(run, all, to) - run.startedAt);
  const end = {
    done: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
    lost: 'no end recorded',
    open: 'running',
  };
  const code = run.code === undefined ? '' : ` (${run.code})`;
  return `${stamp(run.startedAt)} UTC, ${took}: ${run.product} ${stageTitle(run.stage)}, run ${run.run}, ${end[runEnd(run, all)]}${code}`;
}
