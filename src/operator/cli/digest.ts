import { randomUUID } from 'node:crypto';
import { stationDisks } from '../../adapters/files/disk-space.js';
import { dayEnd, dayStart, type DataDay } from '../../domain/data-day.js';
import { TASK_QUEUES } from '../../domain/ids.js';
import { digestLines, type DigestSent } from '../../formats/digest.js';
import { readDigest } from '../../ledger/read-digest.js';
import { CommandError } from '../reading/command-error.js';
import type { LedgerHome } from '../reading/home.js';
import { wrap } from '../words/layout.js';
import type { Session } from './io.js';
import { connectStation } from './live.js';
import { reading } from './readings.js';

const DAY_MS = 86_400_000;
/** A station whose workers live mails at once. */
const MAIL_LIMIT_MS = 60_000;

/** Which time a digest is to cover, and what is to become of it. */
export interface DigestOptions {
  readonly day?: DataDay;
  /** Epoch milliseconds. */
  readonly since?: number;
  readonly mail?: boolean;
}

/** `digest`: prints the digest of a day, or has the station mail it. */
export function digest(session: Session, options: DigestOptions): Promise<number> {
  return reading(session, async (home) => {
    const time = timeOf(options, session.now);
    if (options.mail) {
      const sent = await mail(home, time);
      session.answer(sent, () =>
        wrap(
          sent.isNew ? `Mailed: ${sent.subject}.` : 'That digest has been mailed before; nothing was sent.',
        ),
      );
      return;
    }
    const facts = {
      ...(await readDigest(home.ledger, home.missionName, { ...time, at: session.now })),
      disks: await stationDisks(home.paths),
      program: session.program,
    };
    session.answer(facts, () => digestLines(facts));
  });
}

function timeOf({ day, since }: DigestOptions, now: number): { from: number; to: number } {
  if (day === undefined) return { from: since ?? now - DAY_MS, to: now };
  if (dayStart(day) > now) throw new CommandError('USAGE', `${day} is to come.`);
  return { from: dayStart(day), to: Math.min(dayEnd(day), now) };
}

/** Has the station mail it: the same way as every day, so that it is the same mail. */
async function mail(
  { paths, station, missionName: mission }: LedgerHome,
  time: { readonly from: number; readonly to: number },
): Promise<DigestSent> {
  const live = await connectStation(paths.home, station);
  try {
    const { WorkflowFailedError } = await import('@temporalio/client');
    return await live.client.workflow
      .execute<(input: object) => Promise<DigestSent>>('dailyDigest', {
        args: [{ mission, ...time }],
        workflowId: `${mission}/digest/by-hand/${randomUUID()}`,
        taskQueue: TASK_QUEUES.main,
        workflowExecutionTimeout: MAIL_LIMIT_MS,
      })
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowFailedError)) throw error;
        const next =
          'See whether its workers run (`sipstream status`) and its relay answers (log/workers.log).';
        throw new CommandError('NO_ANSWER', 'The station did not mail it within a minute.', next, {
          cause: error,
        });
      });
  } finally {
    await live.close();
  }
}
