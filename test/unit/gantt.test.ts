import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { STAGES } from '../../src/domain/story.js';
import type { DeliveryRow, LevelRow, StageRow } from '../../src/ledger/schema.js';
import { ganttSpans, type GanttFacts, type GanttSpan } from '../../src/operator/board/day/gantt-spans.js';
import { ganttWindows } from '../../src/operator/board/day/gantt-window.js';

const DAY = dataDay('2026-11-20');
const T0 = Date.parse('2026-11-21T08:00:00Z');
const minute = 60_000;
const hour = 60 * minute;

const level = (patch: Partial<LevelRow>): LevelRow => ({
  mission: 'mopitt',
  day: DAY,
  level: 'L1',
  stage: 'run',
  state: 'running',
  since: T0,
  ...patch,
});
const row = (
  stage: StageRow['stage'],
  attempt: number,
  from: number,
  patch: Partial<StageRow> = {},
): StageRow => ({
  mission: 'mopitt',
  day: DAY,
  level: 'L1',
  stage,
  attempt,
  startedAt: T0 + from,
  ...patch,
});
const delivery = (patch: Partial<DeliveryRow>): DeliveryRow => ({
  mission: 'mopitt',
  pdr: 'P1',
  day: DAY,
  level: 'L1',
  attempt: 1,
  state: 'waiting',
  directory: '',
  files: [],
  workflowId: '',
  ...patch,
});
const facts = (
  patch: Partial<GanttFacts> & { stages?: StageRow[]; deliveries?: DeliveryRow[] },
): GanttFacts => ({
  level: patch.level ?? level({}),
  record: { stages: patch.stages ?? [], deliveries: patch.deliveries ?? [], acknowledgements: [] },
  holds: patch.holds ?? [],
  now: patch.now ?? T0 + 10 * hour,
});
const brief = (spans: readonly GanttSpan[]) =>
  spans.map((span) => [span.stage, span.kind, span.end, (span.from - T0) / minute, (span.to - T0) / minute]);

describe('the bars of a level', () => {
  it('are one for each attempt; the looks at the archive are one wait until the next stage', () => {
    const spans = ganttSpans(
      facts({
        stages: [
          row('await inputs', 101, 0),
          row('await inputs', 201, 30 * minute),
          row('stage', 301, hour, { endedAt: T0 + hour + minute, outcome: 'ok' }),
          row('run', 401, hour + minute, {
            endedAt: T0 + 2 * hour,
            outcome: 'failed',
            detail: 'exit status 3',
          }),
          row('run', 402, 3 * hour),
        ],
      }),
    );
    expect(brief(spans)).toEqual([
      ['await inputs', 'wait', 'ok', 0, 60],
      ['stage', 'work', 'ok', 60, 61],
      ['run', 'work', 'failed', 61, 120],
      ['run', 'work', 'open', 180, 600],
    ]);
    expect(spans[0]!.words).toContain('looked 2 times');
    expect(spans[3]!.words).toBe('run, attempt 2: under way');
  });

  it('end with the next one when the worker was killed', () => {
    const stages = [row('run', 401, 0), row('run', 402, hour, { endedAt: T0 + 2 * hour, outcome: 'ok' })];
    expect(brief(ganttSpans(facts({ stages, level: level({ stage: 'QA' }) })))).toEqual([
      ['run', 'work', 'lost', 0, 60],
      ['run', 'work', 'ok', 60, 120],
    ]);
  });

  it('go on until now while a level waits, and end with it when it was given up', () => {
    const stages = [row('await inputs', 101, 0)];
    const waits = level({ stage: 'await inputs', state: 'waiting' });
    expect(brief(ganttSpans(facts({ stages, level: waits })))).toEqual([
      ['await inputs', 'wait', 'open', 0, 600],
    ]);
    const abandoned = level({ stage: 'await inputs', state: 'abandoned', since: T0 + hour });
    expect(brief(ganttSpans(facts({ stages, level: abandoned })))).toEqual([
      ['await inputs', 'wait', 'ok', 0, 60],
    ]);
  });

  it('have the present hold until now, and a past one until the level went on', () => {
    const stages = [
      row('run', 401, 0, { endedAt: T0 + hour, outcome: 'failed' }),
      row('stage', 501, 3 * hour, { endedAt: T0 + 3 * hour + minute, outcome: 'ok' }),
      row('run', 601, 3 * hour + minute, { endedAt: T0 + 4 * hour, outcome: 'failed' }),
    ];
    const held = level({ state: 'held', heldCode: 'PROCESSOR_TIMEOUT', heldSince: T0 + 4 * hour });
    const holds = [
      { workflowId: 'mopitt/2026-11-20/L1', code: 'PROCESSOR_FAILED' as const, at: T0 + hour },
      { workflowId: 'mopitt/2026-11-20/L1', code: 'PROCESSOR_TIMEOUT' as const, at: T0 + 4 * hour },
    ];
    const spans = ganttSpans(facts({ stages, level: held, holds })).filter((span) => span.kind === 'hold');
    expect(spans.map((span) => span.code)).toEqual(['PROCESSOR_FAILED', 'PROCESSOR_TIMEOUT']);
    expect(brief(spans)).toEqual([
      ['run', 'hold', 'ok', 60, 180],
      ['run', 'hold', 'open', 240, 600],
    ]);
  });

  it('have a wait for the PAN of each PDR', () => {
    const spans = ganttSpans(
      facts({
        deliveries: [
          delivery({ deliveredAt: T0, endedAt: T0 + hour, state: 'failed', disposition: 'ALL FILES FAILED' }),
          delivery({ pdr: 'P2', deliveredAt: T0 + 2 * hour }),
          delivery({ pdr: 'P3' }),
        ],
        level: level({ stage: 'await PAN', state: 'waiting' }),
      }),
    );
    expect(brief(spans)).toEqual([
      ['await PAN', 'wait', 'failed', 0, 60],
      ['await PAN', 'wait', 'open', 120, 600],
    ]);
  });

  it('never end before they begin, whatever the ledger says', () => {
    const offset = fc.integer({ min: -1e9, max: 1e9 });
    const arbitrary = fc.record({
      stages: fc.array(
        fc.record({ stage: fc.constantFrom(...STAGES), from: offset, end: fc.option(offset) }),
        { maxLength: 8 },
      ),
      state: fc.constantFrom('waiting', 'running', 'held', 'done', 'abandoned'),
      heldSince: offset,
      delivered: fc.array(offset, { maxLength: 3 }),
      holds: fc.array(offset, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ stages, state, heldSince, delivered, holds }) => {
        const rows = stages
          .map(({ stage, from, end }, index) =>
            row(stage, index, from, end === null ? {} : { endedAt: T0 + end, outcome: 'ok' }),
          )
          .sort((a, b) => a.startedAt - b.startedAt);
        const spans = ganttSpans(
          facts({
            stages: rows,
            level: level({
              state,
              ...(state === 'held' && { heldCode: 'DISK_FULL', heldSince: T0 + heldSince }),
            }),
            deliveries: delivered.map((at, index) => delivery({ pdr: `P${index}`, deliveredAt: T0 + at })),
            holds: holds
              .map((at) => ({ workflowId: 'x', code: 'DISK_FULL' as const, at: T0 + at }))
              .sort((a, b) => a.at - b.at),
          }),
        );
        for (const span of spans) expect(span.to).toBeGreaterThanOrEqual(span.from);
        const windows = ganttWindows(spans, []);
        expect(windows.flatMap((window) => window.spans)).toHaveLength(spans.length);
        windows.forEach((window, index) => {
          expect(window.to).toBeGreaterThan(window.from);
          expect(window.from).toBeGreaterThanOrEqual(window.begin);
          if (index > 0) expect(window.begin).toBeGreaterThan(windows[index - 1]!.end);
        });
      }),
    );
  });
});

describe('the charts of a level', () => {
  const span = (
    kind: GanttSpan['kind'],
    from: number,
    to: number,
    end: GanttSpan['end'] = 'ok',
  ): GanttSpan => ({
    stage: kind === 'wait' ? 'await inputs' : 'run',
    kind,
    from,
    to,
    end,
    words: '',
  });

  it('are apart when the level was made again later, each with the marks near to it', () => {
    const spans = [span('work', 0, hour), span('work', 100 * hour, 101 * hour)];
    const mark = (at: number) => ({ lane: 'operator' as const, letter: 'I', words: '', at });
    const windows = ganttWindows(spans, [mark(hour / 2), mark(50 * hour), mark(99.5 * hour)]);
    expect(windows.map((window) => window.marks.map((one) => one.at / hour))).toEqual([[0.5], [99.5]]);
    expect(windows[1]!.from).toBe(99.5 * hour);
  });

  it('cut a long wait at the beginning, and one at the end that goes on, so that the work can be seen', () => {
    const [window] = ganttWindows(
      [
        span('wait', 0, 30 * hour),
        span('work', 30 * hour, 31 * hour),
        span('wait', 31 * hour, 90 * hour, 'open'),
      ],
      [],
    );
    const share = hour / (window!.to - window!.from);
    expect(window!.cut).toBe(true);
    expect(share).toBeCloseTo(0.25);
    expect([window!.begin, window!.end]).toEqual([0, 90 * hour]);
  });

  it('do not cut a wait that has ended, nor one within which something happened', () => {
    const [ended] = ganttWindows([span('work', 0, hour), span('wait', hour, 9 * hour)], []);
    expect([ended!.from, ended!.to]).toEqual([0, 9 * hour]);
    const [held] = ganttWindows([span('wait', 0, 8 * hour), span('hold', 2 * hour, 9 * hour)], []);
    expect(held!.cut).toBe(false);
  });
});
