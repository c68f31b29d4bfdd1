import { durationText } from '../../../domain/duration.js';
import type { Stage } from '../../../domain/story.js';
import type { HoldRecord } from '../../../ledger/holds.js';
import type { DayRecord } from '../../../ledger/read-day.js';
import type { DeliveryRow, LevelRow, StageRow } from '../../../ledger/schema.js';

/** One bar of a Gantt chart: an attempt at a stage, a wait, or a hold. Epoch milliseconds. */
export interface GanttSpan {
  readonly stage: Stage;
  readonly kind: 'work' | 'wait' | 'hold';
  readonly from: number;
  readonly to: number;
  /** `lost`: no end of it was recorded; `open`: it goes on. */
  readonly end: 'ok' | 'failed' | 'cancelled' | 'lost' | 'open';
  /** The code of a hold. */
  readonly code?: string;
  /** What it was, one sentence. */
  readonly words: string;
}

/** What a level's chart is made of. */
export interface GanttFacts {
  readonly level: LevelRow;
  readonly record: Pick<DayRecord, 'stages' | 'deliveries' | 'acknowledgements'>;
  /** Every hold of the level and of its delivery, by time. */
  readonly holds: readonly HoldRecord[];
  readonly now: number;
}

/** Attempts of one activity that the ledger numbers apart from those of the next. */
const ATTEMPTS_OF_ONE_ACTIVITY = 100;

/** The bars of a level in order of time: its attempts and waits, the waits for PANs, and its holds. */
export function ganttSpans({ level, record, holds, now }: GanttFacts): GanttSpan[] {
  const stages = record.stages.filter((row) => row.level === level.level);
  const deliveries = record.deliveries.filter((row) => row.level === level.level);
  const over = level.state === 'done' || level.state === 'abandoned' ? (level.doneAt ?? level.since) : now;
  const spans = [
    ...attempts(stages, level, over),
    ...panWaits(deliveries, record, level, over),
    ...holdSpans(stages, deliveries, holds, level, over),
  ];
  return spans.sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Attempts, and the looks at the archive of one wait together. */
function attempts(stages: readonly StageRow[], level: LevelRow, over: number): GanttSpan[] {
  const spans: GanttSpan[] = [];
  for (let index = 0; index < stages.length; index += 1) {
    const row = stages[index]!;
    if (row.stage === 'accepted') continue; // A moment, shown as a mark.
    const waits = row.stage === 'await inputs';
    let looks = 1;
    while (waits && stages[index + 1]?.stage === 'await inputs') {
      index += 1;
      looks += 1;
    }
    const next = stages[index + 1]?.startedAt;
    const isLast = next === undefined;
    const goesOn =
      isLast && level.stage === row.stage && (level.state === 'running' || level.state === 'waiting');
    const ends = row.endedAt ?? next ?? (level.state === 'held' ? level.heldSince : undefined) ?? over;
    const to = Math.max(ends, row.startedAt);
    const end = row.outcome ?? (goesOn ? 'open' : waits ? 'ok' : 'lost');
    const common = { stage: row.stage, from: row.startedAt, to, end } as const;
    if (waits)
      spans.push({
        ...common,
        kind: 'wait',
        words: `waited for inputs, looked ${times(looks)} at the archive`,
      });
    else spans.push({ ...common, kind: 'work', words: attemptWords(row, end) });
  }
  return spans;
}

function attemptWords(row: StageRow, end: GanttSpan['end']): string {
  const attempt = row.attempt % ATTEMPTS_OF_ONE_ACTIVITY || row.attempt;
  const how = {
    ok: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
    open: 'under way',
    lost: 'no end recorded',
  }[end];
  const tried = attempt > 1 ? `, attempt ${attempt}` : '';
  return `${row.stage}${tried}: ${how}${row.detail === undefined ? '' : `, ${row.detail}`}`;
}

/** From the hand-over of a PDR until it was settled, answered, or now. */
function panWaits(
  deliveries: readonly DeliveryRow[],
  { acknowledgements }: GanttFacts['record'],
  level: LevelRow,
  over: number,
): GanttSpan[] {
  return deliveries.flatMap((row): GanttSpan[] => {
    if (row.deliveredAt === undefined) return [];
    const answer = acknowledgements.find((one) => one.pdr === row.pdr)?.receivedAt;
    const waits = row.state === 'waiting' || row.state === 'preparing';
    const open = waits && row.endedAt === undefined && level.state !== 'abandoned';
    const end = row.endedAt ?? (waits ? over : (answer ?? over));
    return [
      {
        stage: 'await PAN',
        kind: 'wait',
        from: row.deliveredAt,
        to: Math.max(end, row.deliveredAt),
        end: open ? 'open' : row.state === 'failed' ? 'failed' : 'ok',
        words: `${row.pdr} waited for its PAN: ${row.disposition ?? row.state}`,
      },
    ];
  });
}

/** From when people were told of a hold until the level went on: the next attempt, the next PDR, or its present state. */
function holdSpans(
  stages: readonly StageRow[],
  deliveries: readonly DeliveryRow[],
  holds: readonly HoldRecord[],
  level: LevelRow,
  over: number,
): GanttSpan[] {
  const held = level.state === 'held' ? level.heldSince : undefined;
  const told = holds.filter((hold) => hold.at !== held);
  const delivered = deliveries.flatMap((row) => row.deliveredAt ?? []);
  const moves = [
    ...stages.filter((row) => row.stage !== 'await inputs').map((row) => row.startedAt),
    ...delivered,
    ...(held === undefined ? [] : [held]),
    ...told.map((hold) => hold.at),
  ].sort((a, b) => a - b);
  const past = told.map((hold): GanttSpan => {
    const to = moves.find((at) => at > hold.at) ?? Math.max(level.since, hold.at);
    return holdSpan(stageAt(hold.at, stages, delivered), hold.at, to, hold.code, false);
  });
  if (held === undefined) return past;
  return [...past, holdSpan(level.stage, held, Math.max(over, held), level.heldCode ?? 'held', true)];
}

function holdSpan(stage: Stage, from: number, to: number, code: string, open: boolean): GanttSpan {
  const words = `held for ${code}, ${durationText(to - from)}${open ? ' so far' : ''}`;
  return { stage, kind: 'hold', from, to, end: open ? 'open' : 'ok', code, words };
}

/** The stage that a level was in. */
function stageAt(at: number, stages: readonly StageRow[], delivered: readonly number[]): Stage {
  const last = stages.findLast((row) => row.startedAt <= at);
  if (delivered.some((one) => one <= at && one >= (last?.startedAt ?? 0))) return 'await PAN';
  return last?.stage ?? 'await inputs';
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
