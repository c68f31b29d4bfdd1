import { orderOfWorkflow } from '../../domain/ids.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import type { GapRow, InterventionRow, ProcessorChoiceRow } from '../../ledger/schema.js';
import { PLAIN, table, type Style } from './layout.js';
import { stamp } from './times.js';

/** Interventions as a table, in their order. */
export function interventionLines(rows: readonly InterventionRow[], style: Style = PLAIN): string[] {
  if (rows.length === 0) return ['Nobody has intervened.'];
  return table(
    [
      { title: 'WHEN (UTC)' },
      { title: 'VERB' },
      { title: 'ON' },
      { title: 'BY' },
      { title: 'WHY', flex: true },
    ],
    rows.map((row) => [
      stamp(row.at).slice(0, 16),
      row.refused === undefined ? row.verb : { text: `${row.verb} (refused)`, tone: 'warn' as const },
      subjectOf(row),
      row.by,
      [row.why, detailWords(row.detail), row.refused].filter(Boolean).join('; '),
    ]),
    style,
  );
}

function subjectOf({ mission, day, level, workflowId }: InterventionRow): string {
  if (mission === SCOPS) {
    const { order, line } = orderOfWorkflow(workflowId);
    return [order, line].filter((part) => part !== undefined).join(' ');
  }
  if (day === undefined) return workflowId.split('/').slice(1).join('/') || workflowId;
  return [day, level].filter((part) => part !== undefined).join(' ');
}

/** What a command said besides who and why: `until: 2026-11-23T12:00:00.000Z`. */
function detailWords(detail: InterventionRow['detail']): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : plain(value)}`)
    .join('; ');
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Known gaps as a table, in their order. */
export function gapLines(rows: readonly GapRow[], style: Style = PLAIN): string[] {
  if (rows.length === 0) return ['No gap is known: every input that is missing is waited for.'];
  return table(
    [
      { title: 'FROM (UTC)' },
      { title: 'TO (UTC)' },
      { title: 'INPUTS' },
      { title: 'BY' },
      { title: 'WHY', flex: true },
    ],
    rows.map((row) => [
      stamp(row.fromAt).slice(0, 16),
      stamp(row.toAt).slice(0, 16),
      row.types.length === 0 ? 'all' : row.types.join(' '),
      row.by,
      row.why,
    ]),
    style,
  );
}

/** The usual version of every level's processor, then what operators chose instead, in their order. */
export function processorLines(
  usual: readonly { readonly level: string; readonly version: string }[],
  choices: readonly ProcessorChoiceRow[],
  style: Style = PLAIN,
): string[] {
  const rows = [
    ...choices.map((row) => [
      row.level,
      row.version,
      row.fromDay,
      row.toDay ?? '',
      row.by,
      `${row.why} (${stamp(row.at).slice(0, 10)})`,
    ]),
    ...usual.map(({ level, version }) => [level, version, '', '', '', 'the configured version']),
  ];
  if (rows.length === 0) return ['No version is known: the mission file was not found.'];
  return table(
    [
      { title: 'LEVEL' },
      { title: 'VERSION' },
      { title: 'FROM DAY' },
      { title: 'TO DAY' },
      { title: 'BY' },
      { title: 'WHY', flex: true },
    ],
    rows,
    style,
  );
}
