import type { GanttSpan } from './gantt-spans.js';

/** A quiet time that is longer than this parts a level's story: it was made again later. */
const QUIET_MS = 12 * 3_600_000;
/** The share of a chart that the first wait may take; more than that is cut off on the left. */
const FIRST_WAIT_SHARE = 0.3;
/** The share that the last wait may take while it goes on; more than that is cut off on the right. */
const LAST_WAIT_SHARE = 0.45;

/** Something that happened at an instant. */
export interface GanttMark {
  readonly lane: 'DAAC' | 'operator';
  readonly at: number;
  /** The letter that stands for it. */
  readonly letter: string;
  readonly words: string;
}

/** What is drawn as one chart. */
export interface GanttWindow {
  /** When it began and ended; what the axis spans of it is `from` to `to`. */
  readonly begin: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  /** Whether the first wait began before `from`. */
  readonly cut: boolean;
  readonly spans: readonly GanttSpan[];
  readonly marks: readonly GanttMark[];
}

/**
 * Parts the bars of a level where nothing happened for half a day, in order of time. Marks belong to the chart whose time
 * they fall into or are near to; those that are far from every bar are left out.
 */
export function ganttWindows(spans: readonly GanttSpan[], marks: readonly GanttMark[]): GanttWindow[] {
  const parts: { from: number; to: number; spans: GanttSpan[] }[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = parts.at(-1);
    if (last && span.from <= last.to + QUIET_MS) {
      last.spans.push(span);
      last.to = Math.max(last.to, span.to);
    } else parts.push({ from: span.from, to: span.to, spans: [span] });
  }
  const left = new Set(marks);
  return parts.map((part) => {
    const own = [...left].filter((mark) => mark.at >= part.from - QUIET_MS && mark.at <= part.to + QUIET_MS);
    own.forEach((mark) => left.delete(mark));
    return windowOf(part.spans, own);
  });
}

function windowOf(spans: readonly GanttSpan[], marks: readonly GanttMark[]): GanttWindow {
  const times = marks.map((mark) => mark.at);
  const begin = Math.min(...spans.map((span) => span.from), ...times);
  const end = Math.max(...spans.map((span) => span.to), ...times);
  const first = spans[0]!;
  const last = spans[spans.length - 1]!;
  // Only what is a mere wait from its beginning to its end is shortened: what lies within it stays visible.
  const afterFirst = Math.min(...spans.slice(1).map((span) => span.from));
  const beforeLast = Math.max(...spans.slice(0, -1).map((span) => span.to), ...times, last.from);
  const cutsLast = spans.length > 1 && last.end === 'open' && last.to === end && beforeLast < end;
  const busyEnd = cutsLast ? beforeLast : end;
  const cutsFirst = spans.length > 1 && first.kind === 'wait' && afterFirst >= first.to;
  const busyBegin = cutsFirst ? afterFirst : begin;
  const busy = busyEnd - busyBegin;
  const busyShare = 1 - (cutsFirst ? FIRST_WAIT_SHARE : 0) - (cutsLast ? LAST_WAIT_SHARE : 0);
  const room = (share: number, cuts: boolean) => (cuts && busy > 0 ? (busy * share) / busyShare : Infinity);
  const from = Math.max(begin, busyBegin - room(FIRST_WAIT_SHARE, cutsFirst));
  const to = Math.min(end, busyEnd + room(LAST_WAIT_SHARE, cutsLast));
  return { begin, end, from, to: Math.max(to, from + 1_000), cut: from > begin, spans, marks };
}
