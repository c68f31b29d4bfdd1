import type { DayRecord } from '../../ledger/read-day.js';
import type { LevelRow, QaRow, StageRow } from '../../ledger/schema.js';
import { granuleGroups } from './granules.js';
import { gridLines, SLOT_LEGEND, type InputGrid } from './input-grid.js';
import { PLAIN, printable, table, wrap, type Style } from './layout.js';
import { bytesText, standing } from './states.js';
import { shortStamp, stamp, tookText, untilText } from './times.js';

/** Attempts of one activity that the ledger numbers apart from those of the next. */
const ATTEMPTS_OF_ONE_ACTIVITY = 100;

/** One stage of a level as a person reads it. `attempt` counts from 1 within one time through the stage. */
export interface StageLine {
  readonly level: string;
  readonly stage: string;
  readonly attempt: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome: string;
  readonly detail: string;
}

/** The stages of a day; the many looks at the archive while a level waits are one line. */
export function stageHistory(stages: readonly StageRow[]): StageLine[] {
  const lines: StageLine[] = [];
  const looks = new Map<string, { index: number; count: number }>();
  for (const row of stages) {
    const seen = looks.get(row.level);
    if (row.stage === 'await inputs' && seen !== undefined) {
      seen.count += 1;
      lines[seen.index] = { ...lines[seen.index]!, detail: `looked ${seen.count} times at the archive` };
      continue;
    }
    if (row.stage === 'await inputs') looks.set(row.level, { index: lines.length, count: 1 });
    const waiting = row.stage === 'await inputs' && row.outcome === undefined;
    const next = stages.find(
      (other) => other.level === row.level && other.stage !== row.stage && other.startedAt >= row.startedAt,
    );
    const endedAt = row.endedAt ?? (waiting ? next?.startedAt : undefined);
    // What was killed has no end; that something came after it shows that it does not go on.
    const isLast = stages.findLast((other) => other.level === row.level) === row;
    lines.push({
      level: row.level,
      stage: row.stage,
      attempt: row.attempt % ATTEMPTS_OF_ONE_ACTIVITY || row.attempt,
      startedAt: row.startedAt,
      ...(endedAt !== undefined && { endedAt }),
      outcome:
        row.outcome ?? (endedAt !== undefined ? 'ok' : waiting || isLast ? 'under way' : 'no end recorded'),
      detail: row.detail ?? '',
    });
  }
  return lines;
}

/** The record of a day in lines of at most 80 columns. `grids` are there when the mission file could be read. */
export function dayLines(
  record: DayRecord,
  grids: readonly InputGrid[],
  now: number,
  style: Style = PLAIN,
): string[] {
  const { day } = record;
  const ended = day.doneAt === undefined ? '' : `, ${day.state} ${stamp(day.doneAt)} UTC`;
  return [
    ...wrap(
      `${day.day} of ${day.mission}: ${day.state}; opened ${stamp(day.openedAt)} UTC by ${day.openedBy}${ended}`,
    ).map(style.strong),
    ...record.levels.flatMap((level) => levelLines(level, now, style)),
    ...titled('Stages', stageLines(record.stages, style), style),
    ...grids.flatMap((grid) => ['', ...gridLines(grid, style)]),
    ...(grids.length > 0 ? ['', ...SLOT_LEGEND.map(style.dim)] : []),
    ...titled(
      'QA',
      record.qa.flatMap((row) => qaLines(row, style)),
      style,
    ),
    ...titled('Runs of processors', runLines(record, style), style),
    ...titled('Deliveries', deliveryLines(record, style), style),
    ...titled('Interventions', interventionLines(record), style),
    ...titled('Messages', messageTable(record, style), style),
    '',
    `${record.files.length} files in the archive; \`sipstream files ${day.day}\` lists them.`,
  ];
}

function titled(title: string, lines: readonly string[], style: Style): string[] {
  return lines.length === 0 ? [] : ['', style.strong(title), ...lines];
}

function levelLines(level: LevelRow, now: number, style: Style): string[] {
  const how = standing(level);
  const version = level.processorVersion ? `, processor ${level.processorVersion}` : '';
  const lines = [
    '',
    `${style.strong(level.level)}  ${style[how.tone](level.state)} at '${level.stage}' since ${stamp(level.since)} UTC${version}`,
  ];
  if (level.state === 'held')
    lines.push(...wrap(`${level.heldCode ?? ''}: ${level.heldSentence ?? ''}`, 80, '    '));
  else if (level.sentence) lines.push(...wrap(level.sentence, 80, '    '));
  if (level.until !== undefined)
    lines.push(
      ...wrap(
        `Until ${untilText(level.until, now)}${level.thenWhat ? `; then ${level.thenWhat}` : ''}.`,
        80,
        '    ',
      ),
    );
  for (const group of level.stage === 'await inputs' ? granuleGroups(level.missing ?? []) : [])
    lines.push(...wrap(`missing: ${group}`, 80, '    '));
  if (level.qaVerdict) lines.push(...wrap(`QA ${level.qaVerdict}: ${level.qaExplanation ?? ''}`, 80, '    '));
  return lines;
}

function stageLines(stages: readonly StageRow[], style: Style): string[] {
  return table(
    [
      { title: 'LEVEL' },
      { title: 'STAGE' },
      { title: 'TRY', right: true },
      { title: 'BEGAN' },
      { title: 'TOOK' },
      { title: 'END' },
      { title: 'DETAIL', flex: true },
    ],
    stageHistory(stages).map((line) => [
      line.level,
      line.stage,
      String(line.attempt),
      shortStamp(line.startedAt),
      tookText(line.startedAt, line.endedAt),
      line.outcome === 'failed' ? { text: line.outcome, tone: 'bad' as const } : line.outcome,
      line.detail,
    ]),
    style,
  );
}

function qaLines(row: QaRow, style: Style): string[] {
  const tone = row.verdict === 'Passed' ? style.good : row.verdict === 'Failed' ? style.bad : style.warn;
  const head = `  ${row.level}  ${printable(row.product)}  ${tone(row.verdict)}`;
  return [
    head,
    ...row.reasons.flatMap((reason) => wrap(reason, 80, '      ')),
    ...figureSentences(row.figures).flatMap((sentence) => wrap(sentence, 80, '      ')),
  ];
}

/** What QA measured, as short sentences. What has another shape than QA writes is passed over. */
export function figureSentences(figures: QaRow['figures']): string[] {
  const sentences: string[] = [];
  const size = figures['size'];
  const coverage = figures['timeCoveragePercent'];
  const facts = [
    ...(typeof size === 'number' ? [bytesText(size)] : []),
    ...(typeof coverage === 'number' ? [`observations cover ${percent(coverage)} of the day`] : []),
  ];
  if (facts.length > 0) sentences.push(`${facts.join('; ')}.`);
  const fields = Array.isArray(figures['fields']) ? (figures['fields'] as Record<string, unknown>[]) : [];
  for (const field of fields) {
    const path = String(field['path'] ?? '');
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (field['present'] === false) sentences.push(`${name}: not in the product.`);
    else {
      const range =
        typeof field['min'] === 'number' && typeof field['max'] === 'number'
          ? `; from ${short(field['min'])} to ${short(field['max'])}`
          : '';
      sentences.push(
        `${name}: ${percent(field['missingPercent'])} missing, ${percent(field['outOfRangePercent'])} out of range${range}.`,
      );
    }
  }
  return sentences;
}

function percent(value: unknown): string {
  return typeof value === 'number' ? `${Math.floor(value * 100 + 1e-9) / 100}%` : '?';
}

function short(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(3).replace(/\.?0*e\+?/, 'e');
  return String(Number(value.toPrecision(4)));
}

function runLines({ runs }: DayRecord, style: Style): string[] {
  return table(
    [
      { title: 'LEVEL' },
      { title: 'RUN', right: true },
      { title: 'VERSION' },
      { title: 'BEGAN' },
      { title: 'TOOK' },
      { title: 'END', flex: true },
    ],
    runs.map((run) => [
      run.level,
      String(run.run),
      run.version,
      run.startedAt === undefined ? '' : shortStamp(run.startedAt),
      run.startedAt === undefined ? '' : tookText(run.startedAt, run.endedAt),
      run.timedOut
        ? 'stopped at its time limit'
        : run.signal
          ? `ended by ${run.signal}`
          : run.exitCode === undefined
            ? run.state
            : `${run.state}, exit status ${run.exitCode}`,
    ]),
    style,
  );
}

function deliveryLines({ deliveries, acknowledgements }: DayRecord, style: Style): string[] {
  return deliveries.flatMap((delivery) => [
    `  ${delivery.level}  ${printable(delivery.pdr)}  ${delivery.state === 'failed' ? style.bad(delivery.state) : delivery.state}`,
    ...wrap(
      [
        `${delivery.files.length} granules`,
        ...(delivery.deliveredAt === undefined ? [] : [`delivered ${stamp(delivery.deliveredAt)} UTC`]),
        ...(delivery.state === 'waiting' && delivery.panExpectedAt !== undefined
          ? [`PAN expected by ${stamp(delivery.panExpectedAt)} UTC`]
          : []),
      ].join(', '),
      80,
      '      ',
    ),
    ...acknowledgements
      .filter((answer) => answer.pdr === delivery.pdr)
      .flatMap((answer) => [
        ...wrap(
          `${answer.form} ${answer.kind} ${stamp(answer.receivedAt)} UTC: ${answer.disposition}`,
          80,
          '      ',
        ),
        ...answer.files
          .filter((file) => file.disposition !== 'SUCCESSFUL')
          .flatMap((file) => wrap(`${file.name}: ${file.disposition}`, 80, '        ')),
      ]),
  ]);
}

function interventionLines({ interventions }: DayRecord): string[] {
  return interventions.flatMap((row) =>
    wrap(
      `${stamp(row.at)} UTC  ${row.verb}${row.level ? ` ${row.level}` : ''} by ${row.by}: ${row.why}`,
      80,
      '  ',
    ),
  );
}

function messageTable({ messages }: DayRecord, style: Style): string[] {
  return table(
    [{ title: 'CAME' }, { title: 'KIND' }, { title: 'STATE' }, { title: 'SUBJECT', flex: true }],
    messages.map((message) => [
      shortStamp(message.receivedAt),
      message.kind,
      message.state,
      message.subject ?? message.id,
    ]),
    style,
  );
}
