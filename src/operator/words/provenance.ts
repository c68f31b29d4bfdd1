import { durationText } from '../../domain/duration.js';
import { granuleOfKey } from '../../domain/granule.js';
import { counted } from '../../domain/words.js';
import { processorPaths, processorVersion } from '../../domain/processor-version.js';
import type { ProvenanceFacts } from '../../ledger/provenance/facts.js';
import { editionOf } from '../../ledger/provenance/names.js';
import type { FileRow, RunRow } from '../../ledger/schema.js';
import { granuleGroups } from './granules.js';
import { PLAIN, table, WIDTH, wrap, type Style } from './layout.js';
import { bytesText } from './states.js';
import { stamp } from './times.js';

/** What is told: the products that are meant, and whether they are all of their level. */
export interface ProvenanceTelling {
  readonly files: readonly FileRow[];
  readonly level?: string | undefined;
  /** Whether one product was asked for: then it is described, and its deliveries are those that had it. */
  readonly single: boolean;
}

/** Where a day's products come from, in words and in lines of at most 80 columns. */
export function provenanceLines(
  facts: ProvenanceFacts,
  telling: ProvenanceTelling,
  style: Style = PLAIN,
): string[] {
  const { record } = facts;
  const levels = record.levels.map((row) => row.level).filter((name) => (telling.level ?? name) === name);
  const told = telling.single
    ? levels.filter((name) => telling.files.some((row) => row.level === name))
    : levels;
  return [
    ...wrap(`Provenance of ${record.day.day} of ${record.day.mission}`).map(style.strong),
    ...told.flatMap((level) => levelLines(facts, level, telling, style)),
    ...titled('Known gaps', gapLines(facts), style),
    ...titled('Interventions', interventionLines(facts, telling.level), style),
  ];
}

function titled(title: string, lines: readonly string[], style: Style): string[] {
  return lines.length === 0 ? [] : ['', style.strong(title), ...lines];
}

function levelLines(
  facts: ProvenanceFacts,
  level: string,
  telling: ProvenanceTelling,
  style: Style,
): string[] {
  const files = telling.files.filter((row) => row.level === level);
  const editions = [...new Set(files.map(editionOf))].sort((a, b) => a - b);
  if (editions.length === 0)
    return ['', style.strong(level), ...wrap('No product of it is in the archive.', WIDTH, '  ')];
  return editions.flatMap((edition) =>
    editionLines(
      facts,
      level,
      files.filter((row) => editionOf(row) === edition),
      { edition, single: telling.single },
      style,
    ),
  );
}

function editionLines(
  facts: ProvenanceFacts,
  level: string,
  files: readonly FileRow[],
  which: { readonly edition: number; readonly single: boolean },
  style: Style,
): string[] {
  const { record } = facts;
  const run = record.runs.find((row) => row.level === level && row.run === files[0]!.run);
  const supersededAt = files.find((row) => row.supersededAt !== undefined)?.supersededAt;
  const head = `${level}  ${which.single ? files[0]!.archiveName : productCounts(files)}, edition ${which.edition}`;
  return [
    '',
    ...wrap(head).map(style.strong),
    ...(supersededAt === undefined
      ? []
      : wrap(`Superseded ${stamp(supersededAt)} UTC by a later edition.`, WIDTH, '  ')),
    ...(which.single ? files.flatMap(fileLines) : []),
    ...(run ? runLines(facts, run, style) : wrap('The run that made it is not in the ledger.', WIDTH, '  ')),
    ...overrideLines(facts, level, which.edition, style),
    ...qualityLines(facts, level, files, which),
    ...deliveryLines(facts, level, files),
  ];
}

function productCounts(files: readonly FileRow[]): string {
  const counts = new Map<string, number>();
  for (const { type, part } of files) if (part !== 'met') counts.set(type, (counts.get(type) ?? 0) + 1);
  const words = [...counts].map(([type, count]) => (count === 1 ? type : `${count} ${type}`));
  return words.length === 0 ? counted(files.length, 'file') : words.join(', ');
}

function fileLines(file: FileRow): string[] {
  return [
    ...wrap(`${file.archivePath}, ${bytesText(file.size)}`, WIDTH, '  '),
    ...wrap(`MD5 ${file.md5}, archived ${stamp(file.archivedAt)} UTC`, WIDTH, '  '),
  ];
}

function runLines(facts: ProvenanceFacts, run: RunRow, style: Style): string[] {
  const failed = facts.record.runs.filter((row) => row.level === run.level && row.state === 'failed').length;
  const took =
    run.startedAt === undefined || run.endedAt === undefined
      ? ''
      : `, ${stamp(run.startedAt)} UTC, ${durationText(run.endedAt - run.startedAt)}`;
  const others = failed === 0 ? '' : `; ${counted(failed, 'other run')} failed`;
  return [
    ...wrap(`Made by ${run.level}Processor ${run.version}, run ${run.run}${took}${others}.`, WIDTH, '  '),
    ...wrap(`digest ${run.digest}`, WIDTH, '    '),
    ...configuration(run).flatMap((path) => wrap(`configuration ${path}`, WIDTH, '    ')),
    ...(run.parameters ?? []).flatMap(({ lun, description, value }) =>
      wrap(`LUN ${lun} ${description}: ${value}`, WIDTH, '    '),
    ),
    ...inputLines(facts, run, style),
  ];
}

function configuration(run: RunRow): string[] {
  try {
    return [processorPaths(run.level, processorVersion(run.version)).config];
  } catch {
    return []; // A run that was noted before its version was.
  }
}

function inputLines(facts: ProvenanceFacts, run: RunRow, style: Style): string[] {
  if (!run.inputs) return wrap('Its inputs were not recorded.', WIDTH, '  ');
  const known = new Map(
    [...facts.record.files, ...facts.otherFiles].map((file) => [file.archivePath, file] as const),
  );
  const counts = new Map<string, { granules: number; files: number; bytes: number }>();
  for (const { key, files } of run.inputs) {
    const type = typeOf(key);
    const sum = counts.get(type) ?? { granules: 0, files: 0, bytes: 0 };
    sum.granules += 1;
    sum.files += files.length;
    sum.bytes += files.reduce((bytes, path) => bytes + (known.get(path)?.size ?? 0), 0);
    counts.set(type, sum);
  }
  const rows = [...counts].map(([type, sum]) => [
    type,
    counted(sum.granules, 'granule'),
    counted(sum.files, 'file'),
    bytesText(sum.bytes),
  ]);
  const without = granuleGroups(run.without ?? []);
  return [
    '  Made from',
    ...table(
      [{ title: 'TYPE' }, { title: 'GRANULES' }, { title: 'FILES' }, { title: 'SIZE', right: true }],
      rows,
      style,
      WIDTH - 4,
    ).map((line) => `    ${line}`),
    ...noticeLines(facts, run, known),
    ...(without.length === 0
      ? []
      : wrap(`! Without ${without.join(', ')}, by decision of an operator.`, WIDTH, '  ').map(style.warn)),
  ];
}

function typeOf(key: string): string {
  try {
    return granuleOfKey(key).type;
  } catch {
    return key; // Not a key: whoever wrote it will recognise it.
  }
}

/** The notices by which the inputs came. */
function noticeLines(facts: ProvenanceFacts, run: RunRow, known: ReadonlyMap<string, FileRow>): string[] {
  const paths = run.inputs?.flatMap(({ files }) => files) ?? [];
  const keys = [...new Set(paths.flatMap((path) => known.get(path)?.receiptKey ?? []))].sort();
  if (keys.length === 0) return [];
  const orders = keys.map((key) => {
    const receipt = facts.receipts.find((row) => row.key === key);
    return receipt?.orderId === undefined ? key : `order ${receipt.orderId}`;
  });
  return wrap(`They came by ${counted(keys.length, 'notice')}: ${orders.join(', ')}.`, WIDTH, '  ');
}

function overrideLines(facts: ProvenanceFacts, level: string, edition: number, style: Style): string[] {
  const row = facts.record.levels.find((known) => known.level === level);
  if (!row || (row.edition ?? 1) !== edition) return [];
  const overrides = (row.overrides ?? []).flatMap(({ verb, by, why, at, what }) =>
    wrap(`! ${what} (${verb} by ${by}, ${stamp(at)} UTC: ${why})`, WIDTH, '  ').map(style.warn),
  );
  const offer = row.offer ? wrap(`It could be made again: ${row.offer.reason}`, WIDTH, '  ') : [];
  return [...overrides, ...offer];
}

function qualityLines(
  { record }: ProvenanceFacts,
  level: string,
  files: readonly FileRow[],
  { edition, single }: { readonly edition: number; readonly single: boolean },
): string[] {
  const row = record.levels.find((known) => known.level === level);
  const own = record.qa.filter((finding) =>
    files.some((file) => file.archiveName === finding.product && finding.level === level),
  );
  if (single || (row?.edition ?? 1) !== edition)
    return own.flatMap((finding) =>
      wrap(`QA of ${finding.product}: ${[finding.verdict, ...finding.reasons].join('. ')}`, WIDTH, '  '),
    );
  return row?.qaVerdict === undefined
    ? []
    : wrap(`QA ${row.qaVerdict}: ${row.qaExplanation ?? counted(own.length, 'product')}`, WIDTH, '  ');
}

function deliveryLines({ record }: ProvenanceFacts, level: string, files: readonly FileRow[]): string[] {
  const names = new Set(files.map((file) => file.archiveName));
  return record.deliveries
    .filter(
      (row) =>
        row.level === level && row.files.some((granule) => granule.files.some((name) => names.has(name))),
    )
    .flatMap((row) => [
      ...wrap(
        `Delivered as ${row.pdr}${row.deliveredAt === undefined ? '' : `, ${stamp(row.deliveredAt)} UTC`}: ${row.state}.`,
        WIDTH,
        '  ',
      ),
      ...record.acknowledgements
        .filter((answer) => answer.pdr === row.pdr)
        .flatMap((answer) =>
          wrap(
            `${answer.form} ${answer.kind}, ${stamp(answer.receivedAt)} UTC: ${answer.disposition}`,
            WIDTH,
            '    ',
          ),
        ),
    ]);
}

function gapLines({ gaps }: ProvenanceFacts): string[] {
  return gaps.flatMap((gap) =>
    wrap(
      `${stamp(gap.fromAt)} to ${stamp(gap.toAt)} UTC, ${gap.types.length === 0 ? 'all inputs' : gap.types.join(' ')}: ${gap.why} (${gap.by})`,
      WIDTH,
      '  ',
    ),
  );
}

function interventionLines(facts: ProvenanceFacts, level: string | undefined): string[] {
  return [...facts.receiptInterventions, ...facts.record.interventions]
    .filter((row) => level === undefined || row.level === undefined || row.level === level)
    .flatMap((row) => {
      const refused = row.refused === undefined ? '' : `; refused: ${row.refused}`;
      return wrap(
        `${stamp(row.at)} UTC  ${row.verb}${row.level ? ` ${row.level}` : ''} by ${row.by}: ${row.why}${refused}`,
        WIDTH,
        '  ',
      );
    });
}
