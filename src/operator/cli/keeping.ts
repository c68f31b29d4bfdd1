import { access } from 'node:fs/promises';
import type { DataDay } from '../../domain/data-day.js';
import type { Ledger } from '../../ledger/ledger.js';
import { openLedger } from '../../ledger/open.js';
import type { ArchiveFinding } from '../archive/finding.js';
import { verifyArchive } from '../archive/verify.js';
import { CommandError } from '../reading/command-error.js';
import { findHome } from '../reading/home.js';
import { rebuildLedger, type RebuildReport } from '../rebuild/rebuild.js';
import { isPostgres } from '../rebuild/target.js';
import { printable, wrap } from '../words/layout.js';
import { bytesText } from '../words/states.js';
import type { Session } from './io.js';
import { ProgressLine } from './progress-line.js';

/** `ledger rebuild`. */
export async function rebuild(
  session: Session,
  options: { withoutTemporal?: boolean; into?: string },
): Promise<number> {
  const progress = new ProgressLine(session.io);
  const report = await rebuildLedger({
    home: session.home,
    mission: session.options.mission,
    into: options.into,
    withoutTemporal: options.withoutTemporal ?? false,
    now: session.now,
    show: progress.show,
    say: progress.say,
  });
  progress.clear();
  session.answer(report, () => reportLines(report));
  return 0;
}

function reportLines(report: RebuildReport): string[] {
  const rows = Object.entries(report.rows).filter(([, count]) => count > 0);
  return [
    ...rows.map(([table, count]) => `  ${table.padEnd(18)}${String(count).padStart(9)}`),
    ...(report.findings.length > 0 ? ['', 'What came up:'] : []),
    ...report.findings.flatMap(({ what, count, examples }) => [
      ...wrap(`${count} ${what}:`, 80, '  '),
      ...examples.map((example) => `    ${printable(example)}`),
      ...(count > examples.length ? [`    … and ${count - examples.length} more`] : []),
    ]),
    '',
    'What no source tells, and the new ledger lacks:',
    ...report.untold.flatMap((sentence) => wrap(`- ${sentence}`, 80, '    ')),
    '',
    ...wrap(`The new ledger is ${report.ledger}.`),
    ...(report.kept === undefined ? [] : wrap(`The old one is kept as ${report.kept}.`)),
  ];
}

/** `archive verify`: 0 when nothing is wrong, 1 with findings. */
export async function verify(
  session: Session,
  {
    day,
    from = day,
    to = day,
    quick = false,
  }: { day?: DataDay; from?: DataDay; to?: DataDay; quick?: boolean },
): Promise<number> {
  const { paths } = await findHome(session.home);
  if (!(await exists(paths.archive)))
    throw new CommandError(
      'NO_STATION',
      `${paths.archive} is not there.`,
      'Name the home of a station with --home.',
    );
  const progress = new ProgressLine(session.io);
  const findings: ArchiveFinding[] = [];
  const isJson = session.options.json === true;
  let count = 0;
  const tell = (finding: ArchiveFinding): void => {
    count += 1;
    if (isJson) return void findings.push(finding);
    progress.clear();
    session.io.stdout(`${lineOf(finding)}\n`);
  };
  const ledger = await ledgerOf(paths.ledger);
  try {
    const seen = await verifyArchive(paths, ledger, {
      range: { from, to },
      quick,
      tell,
      show: progress.show,
    });
    progress.clear();
    session.answer({ ...seen, quick, withLedger: ledger !== undefined, findings }, () => [
      `${seen.files} files recorded; ${quick ? 'sizes compared' : `checksums of ${bytesText(seen.bytes)} compared`}${ledger ? '' : '; no ledger to compare with'}.`,
      count === 0 ? 'Nothing is wrong.' : `${count} findings.`,
    ]);
  } finally {
    await ledger?.close();
  }
  return count === 0 ? 0 : 1;
}

function lineOf({ code, path, sentence }: ArchiveFinding): string {
  return `${code.padEnd(14)} ${printable(path)}: ${printable(sentence)}`;
}

async function ledgerOf(location: string): Promise<Ledger | undefined> {
  return isPostgres(location) || (await exists(location)) ? openLedger(location) : undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
