import { durationText } from '../../../domain/duration.js';
import { STAGES } from '../../../domain/story.js';
import { stamp } from '../../words/times.js';
import { html, text, type Html } from '../html.js';
import { evenScale, percent, type Scale } from '../plot/scale.js';
import { timeTicks } from '../plot/ticks.js';
import { timeMarks } from '../plot/time-marks.js';
import type { GanttSpan } from './gantt-spans.js';
import type { GanttMark, GanttWindow } from './gantt-window.js';

const LANE = 24;
const BAR = 14;
const AXIS = 22;
/** Marks that are nearer to each other than this share of the axis are one. */
const SAME_PLACE = 0.025;

/** What the letters of the marks mean. */
export const MARK_WORDS = {
  D: 'PDR put out',
  P: 'PAN',
  R: 'PDRD',
  A: 'accepted',
  I: 'intervention',
} as const;

/** The hatching of waits and holds, which every chart of a page uses; once on a page. */
export function ganttPatterns(): Html {
  return html`<svg class="patterns" aria-hidden="true" width="0" height="0">
    <defs>
      <pattern
        id="hatch-wait"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect class="hatch-back" width="6" height="6" />
        <line class="hatch-line" x1="0" y1="0" x2="0" y2="6" />
      </pattern>
      <pattern id="hatch-hold" width="4" height="4" patternUnits="userSpaceOnUse">
        <rect class="hold-back" width="4" height="4" />
        <line class="hold-line" x1="0" y1="0" x2="0" y2="4" />
      </pattern>
    </defs>
  </svg>`;
}

/** One chart: a lane for each stage, and lanes for what the DAAC and the operators did. */
export function ganttChart(level: string, window: GanttWindow): Html {
  const { spans, marks, from, to } = window;
  const work = spans.filter((span) => span.kind !== 'hold');
  const holds = spans.filter((span) => span.kind === 'hold');
  const bars = [
    ...STAGES.map((stage) => ({ name: stage, spans: work.filter((span) => span.stage === stage) })),
    // Holds have a lane of their own, where there is room for their codes.
    { name: 'held', spans: holds },
  ].filter((lane) => lane.spans.length > 0);
  const lanes = (['DAAC', 'operator'] as const).filter((lane) => marks.some((mark) => mark.lane === lane));
  const scale = evenScale(from, to);
  const height = (bars.length + lanes.length) * LANE;
  const middle = (lane: number) => lane * LANE + LANE / 2;
  const ticks = timeTicks(from, to, 8);
  const label = `${level} from ${stamp(from)} to ${stamp(to)} UTC. ${spans.map(sentence).join('. ')}.`;
  return html`<div class="gantt">
    <svg class="gantt-names" aria-hidden="true" height="${height + AXIS}">
      ${[...bars.map((lane) => lane.name), ...lanes].map(
        (name, index) => html`<text x="100%" y="${middle(index)}" dy="0.35em">${name}</text>`,
      )}
    </svg>
    <svg class="gantt-area" role="img" aria-label="${text(label)}" height="${height + AXIS}">
      ${timeMarks(ticks, scale, height)}
      ${bars.map(
        (lane, index) =>
          html`<line class="lane" x1="0" x2="100%" y1="${middle(index)}" y2="${middle(index)}" />
            ${barsOf(lane.spans, scale, index * LANE + (LANE - BAR) / 2, window)}`,
      )}
      ${lanes.map((lane, index) =>
        together(
          marks.filter((mark) => mark.lane === lane),
          scale,
        ).map((group) => markOf(group, scale, middle(bars.length + index))),
      )}
    </svg>
  </div>`;
}

/** The bars of a lane, each with its length beside it where nothing else is. */
function barsOf(lane: readonly GanttSpan[], scale: Scale, top: number, window: GanttWindow): Html[] {
  const screens = [
    { kind: 'wide', character: 0.0086, taken: 0 },
    { kind: 'narrow', character: 0.028, taken: 0 },
  ];
  return lane.map((span, index) => {
    const left = scale(span.from);
    const right = scale(span.to);
    const next = lane[index + 1];
    const after = next ? scale(next.from) : 1;
    const fits = screens.map((screen) => {
      const fit = fitting(
        shortWords(span, window),
        { left, right, before: screen.taken, after },
        screen.character,
      );
      screen.taken = fit?.anchor === 'start' ? right + fit.room : right;
      return fit;
    });
    const [wide, narrow] = fits;
    const same = wide?.words === narrow?.words && wide?.x === narrow?.x;
    return html`<g class="bar ${span.kind} ${span.end}">
      <title>${text(`${sentence(span)}.`)}</title>
      <rect x="${percent(left)}" y="${top}" width="${percent(right - left)}" height="${BAR}" rx="2" />
      ${
        same
          ? written(wide, '', top + BAR / 2)
          : fits.map((fit, screen) => written(fit, screens[screen]!.kind, top + BAR / 2))
      }
    </g>`;
  });
}

function written(fit: Fit | undefined, kind: string, y: number): Html | '' {
  if (!fit) return '';
  return html`<text
    class="${`${fit.where} ${kind}`}"
    x="${percent(fit.x)}"
    dx="${fit.dx}"
    y="${y}"
    dy="0.35em"
    text-anchor="${fit.anchor}"
    >${fit.words}</text
  >`;
}

/** Where a bar is, and what is free before and after it: shares of the axis. */
interface Place {
  readonly left: number;
  readonly right: number;
  readonly before: number;
  readonly after: number;
}

interface Fit {
  readonly words: string;
  readonly where: 'beside' | 'within';
  readonly x: number;
  readonly dx: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** What it takes, as a share of the axis. */
  readonly room: number;
}

/** The first of the words for which there is room: beside the bar, or within it. */
function fitting(choices: readonly string[], place: Place, character: number): Fit | undefined {
  const { left, right, before, after } = place;
  for (const words of choices) {
    const room = words.length * character + 0.01;
    if (after - right > room) return { words, where: 'beside', x: right, dx: 6, anchor: 'start', room };
    if (left - before > room) return { words, where: 'beside', x: left, dx: -6, anchor: 'end', room };
    if (right - left > room)
      return { words, where: 'within', x: (left + right) / 2, dx: 0, anchor: 'middle', room };
  }
  return undefined;
}

/** What stands at a bar, the longest first. */
function shortWords(span: GanttSpan, window: GanttWindow): string[] {
  const length = durationText(span.to - span.from);
  const words = `${window.cut && span.from < window.from ? '◂ ' : ''}${length}`;
  const { code = 'held' } = span;
  if (span.kind === 'hold') return [`${code} ${length}${span.end === 'open' ? ' ▸' : ''}`, code, 'H'];
  return [
    { ok: words, failed: `✗ ${words}`, cancelled: 'cancelled', lost: `? ${words}`, open: `${words} ▸` }[
      span.end
    ],
    ...{ ok: [], failed: ['✗'], cancelled: ['–'], lost: ['?'], open: ['▸'] }[span.end],
  ];
}

function sentence(span: GanttSpan): string {
  return `${stamp(span.from)} UTC, ${durationText(span.to - span.from)}: ${span.words}`;
}

/** Marks that would lie upon each other, together. */
function together(marks: readonly GanttMark[], scale: Scale): GanttMark[][] {
  const groups: GanttMark[][] = [];
  for (const mark of [...marks].sort((a, b) => a.at - b.at)) {
    const last = groups.at(-1);
    if (last && scale(mark.at) - scale(last[0]!.at) < SAME_PLACE) last.push(mark);
    else groups.push([mark]);
  }
  return groups;
}

function markOf(group: readonly GanttMark[], scale: Scale, y: number): Html {
  const [first] = group;
  const letters = [...new Set(group.map((mark) => mark.letter))].join('');
  const words = group.map((mark) => `${stamp(mark.at)} UTC: ${mark.words}`).join('\n');
  const share = Math.min(0.985, Math.max(0.015, scale(first!.at)));
  return html`<g class="mark-of">
    <title>${text(words)}</title>
    <line x1="${percent(scale(first!.at))}" x2="${percent(scale(first!.at))}" y1="${y - 12}" y2="${y + 12}" />
    <text x="${percent(share)}" y="${y}" dy="0.35em" text-anchor="middle"
      >${letters}${group.length > letters.length ? `×${group.length}` : ''}</text
    >
  </g>`;
}

/** What the bars and letters mean. */
export function ganttLegend(): Html {
  const sample = (kind: string, words: string) =>
    html`<span
      ><svg class="sample" width="26" height="14" aria-hidden="true">
        <g class="bar ${kind}"><rect x="1" y="1" width="24" height="12" rx="2" /></g>
      </svg>
      ${words}</span
    > `;
  return html`<p class="legend">
    ${sample('work ok', 'attempt')} ${sample('work failed', 'failed ✗')}
    ${sample('work lost', 'no end recorded ?')} ${sample('wait ok', 'wait')}
    ${sample('hold ok', 'hold, with its code')}
    ${Object.entries(MARK_WORDS).map(([letter, words]) => html`<span><b class="letter">${letter}</b> ${words}</span> `)}
    <span>◂ began earlier</span> <span>▸ goes on</span>
  </p>`;
}
