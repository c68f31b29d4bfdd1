import { readConfig, stationPaths } from '../../adapters/station/config.js';
import { readScopsConfig } from '../../adapters/station/scops-config.js';
import type { DataDay } from '../../domain/data-day.js';
import { filesOfDay } from '../../ledger/files.js';
import { listMessages } from '../../ledger/read-lists.js';
import type { MessageState } from '../../ledger/schema.js';
import { CommandError } from '../reading/command-error.js';
import { readDay } from '../reading/day.js';
import { withLedger, type LedgerHome } from '../reading/home.js';
import { dayLines } from '../words/day.js';
import { printable, table } from '../words/layout.js';
import { fileLines, messageLines } from '../words/lists.js';
import { whyLines } from '../words/why.js';
import type { Session } from './io.js';
import { readRunLog, type LogText } from './log.js';
import { readWhy, type WhyQuestion } from './why.js';

/** Reads from the ledger of the session's home; answers the exit status. */
export function reading(session: Session, work: (home: LedgerHome) => Promise<void>): Promise<number> {
  return withLedger(session.home, session.options.mission, work).then(() => 0);
}

/** `why`: what a day, a level or a receipt waits for, until when, what happens then, and what would change it. */
export function why(session: Session, question: WhyQuestion): Promise<number> {
  return reading(session, async (home) => {
    const view = await readWhy(home, question, session.now);
    session.answer(view, () => whyLines(view, session.program, session.style));
  });
}

/** `day`: everything the ledger has of a product day. */
export function day(session: Session, asked: DataDay): Promise<number> {
  return reading(session, async ({ ledger, missionName, mission }) => {
    const view = await readDay(ledger, missionName, mission, asked);
    if (!view) {
      throw new CommandError(
        'NOT_KNOWN',
        `${asked} has not been opened.`,
        `\`sipstream why ${asked}\` says what opens it.`,
      );
    }
    session.answer({ ...view.record, inputs: view.grids }, () =>
      dayLines(view.record, view.grids, session.now, session.style),
    );
  });
}

/** `files`: what the archive has of a day. */
export function files(session: Session, asked: DataDay): Promise<number> {
  return reading(session, async ({ ledger, missionName }) => {
    const rows = await filesOfDay(ledger, { mission: missionName, day: asked });
    session.answer({ mission: missionName, day: asked, files: rows }, () => fileLines(rows, session.style));
  });
}

/** `messages`: what came from the DAAC, the newest first. */
export function messages(
  session: Session,
  filter: { readonly state?: string; readonly kind?: string; readonly limit?: number },
): Promise<number> {
  return reading(session, async ({ ledger, missionName }) => {
    const rows = await listMessages(ledger, missionName, {
      state: filter.state as MessageState | undefined,
      kind: filter.kind?.toUpperCase(),
      limit: filter.limit,
    });
    session.answer({ mission: missionName, messages: rows }, () => messageLines(rows, session.style));
  });
}

/** `log`: what a processor wrote. It is read from the disk alone, so it works whatever has stopped. */
export async function log(
  session: Session,
  asked: DataDay,
  level: string,
  options: { readonly run?: number; readonly all?: boolean },
): Promise<number> {
  const paths = stationPaths(session.home, await readConfig(session.home));
  const found = await readRunLog(paths.log, asked, level, options);
  session.answer(found, () => {
    const section = (file: LogText | null) => {
      if (file === null) return [];
      const left =
        file.leftOut > 0 ? ` (${file.leftOut} bytes before this are left out; --all shows them)` : '';
      const text = file.text.replace(/\n$/, '').split('\n');
      const lines = session.io.isTerminal ? text.map(printable) : text;
      return [session.style.strong(`==> ${file.path}${left}`), ...(file.text === '' ? [] : lines)];
    };
    return [...section(found.out), ...section(found.err)];
  });
  return 0;
}

/** `doctor`: what the station needs, and what is missing. */
export async function doctor(session: Session): Promise<number> {
  const { diagnose } = await import('../doctor/diagnose.js');
  const config = await readConfig(session.home);
  const { home, ...paths } = stationPaths(session.home, config);
  const outside = [
    paths.pickup,
    paths.overflow,
    paths.archive,
    paths.staging,
    paths.delivery,
    paths.mail,
  ].filter((path) => !path.startsWith(`${home}/`));
  const { environment } = session.io;
  const scops = readScopsConfig(config, { home }, environment);
  const checks = await diagnose({
    home,
    directories: outside,
    environment,
    orders: { home, scops, hasRelay: config.mail.relay !== undefined },
  });
  const ok = checks.every((check) => check.ok || !check.required);
  session.answer({ ok, checks }, () => [
    ...table(
      [{ title: 'CHECK' }, { title: '' }, { title: 'FOUND', flex: true }],
      checks.map((check) => [
        check.name,
        check.ok
          ? { text: 'ok', tone: 'good' as const }
          : {
              text: check.required ? 'MISSING' : 'lacking',
              tone: check.required ? ('bad' as const) : ('warn' as const),
            },
        [check.problem ?? check.found, check.next].filter(Boolean).join(' '),
      ]),
      session.style,
    ),
    '',
    ok ? 'The station can run.' : 'The station cannot run until what is MISSING is there.',
  ]);
  return ok ? 0 : 1;
}
