import type { DataDay } from '../../domain/data-day.js';
import type { MissionVerb, Verb } from '../../domain/story.js';
import { openLedger } from '../../ledger/open.js';
import { CommandError } from '../reading/command-error.js';
import { findHome } from '../reading/home.js';
import type { Desk, VerbCommand, VerbTarget } from '../verbs/command.js';
import { chosenGranules } from '../words/granules.js';
import { wrap } from '../words/layout.js';
import { namedTime } from '../words/times.js';
import type { Session } from './io.js';
import { connectStation, storyOf } from './live.js';

/** What every verb takes. */
export interface VerbOptions {
  readonly why: string;
  readonly by?: string;
  readonly dryRun?: boolean;
  readonly receipt?: string;
  readonly without?: readonly string[];
  readonly until?: string;
}

/** Says a verb to what it concerns, and waits until it is accepted or refused; with `dryRun` only asks what would be. */
export async function giveCommand(
  session: Session,
  verb: Verb | MissionVerb,
  target: VerbTarget,
  options: VerbOptions,
  more: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  namedUntil(session, options); // Wrong usage is told before a station is asked.
  return withDesk(session, async (desk) => {
    const command = await commandOf(session, desk, verb, target, options, more);
    const { say, rehearse } = await import('../verbs/say.js');
    const dryRun = options.dryRun === true;
    const heard = await (dryRun ? rehearse : say)(desk, command);
    session.answer({ accepted: true, ...(dryRun && { dryRun }), verb, ...heard }, () =>
      wrap(dryRun ? `Would be accepted. ${heard.sentence}` : heard.sentence),
    );
    return 0;
  });
}

function namedUntil(session: Session, { until }: VerbOptions): string | undefined {
  return until === undefined ? undefined : usage(() => namedTime(until, session.now));
}

/** A command in the form of its update; granules and times are taken as operators write them. */
export async function commandOf(
  session: Session,
  desk: Desk,
  verb: Verb | MissionVerb,
  target: VerbTarget,
  options: VerbOptions,
  more: Readonly<Record<string, unknown>> = {},
): Promise<VerbCommand> {
  const until = namedUntil(session, options);
  const withReceipt = options.receipt === undefined ? target : { ...target, receipt: options.receipt };
  const base: VerbCommand = {
    verb,
    target: withReceipt,
    by: options.by ?? session.login,
    why: options.why,
    more: { ...more, ...(until !== undefined && { until }) },
  };
  if (options.without === undefined) return base;
  return { ...base, more: { ...base.more, without: await granulesOf(desk, base, options.without) } };
}

/** Opens a product day by hand. Levels that were done stay done. */
export async function openProductDay(
  session: Session,
  day: DataDay,
  options: { readonly why: string; readonly by?: string },
): Promise<number> {
  return withDesk(session, async (desk) => {
    const opening = await import('../verbs/open-day.js');
    const by = options.by ?? session.login;
    const { workflowId, sentence } = await opening.openProductDay(desk, day, { by, why: options.why });
    session.answer({ accepted: true, verb: 'open', workflowId, sentence }, () => [sentence]);
    return 0;
  });
}

/** Connects to the station of the session's home and opens its ledger for the time of `work`. */
export async function withDesk<T>(session: Session, work: (desk: Desk) => Promise<T>): Promise<T> {
  const home = await findHome(session.home);
  const live = await connectStation(home.paths.home, home.station);
  try {
    const ledger = await openLedger(home.paths.ledger);
    try {
      return await work({
        client: live.client,
        ledger,
        mission: session.options.mission ?? home.station!.mission,
      });
    } finally {
      await ledger.close();
    }
  } finally {
    await live.close();
  }
}

async function granulesOf(desk: Desk, command: VerbCommand, words: readonly string[]): Promise<string[]> {
  const { addressee } = await import('../verbs/addressee.js');
  const workflowId = await addressee(desk, command);
  const story = await storyOf({ client: desk.client, close: () => Promise.resolve() }, workflowId);
  try {
    return chosenGranules(story?.missing ?? [], words);
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError('REFUSED', error.message);
    throw error;
  }
}

function usage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError('USAGE', error.message);
    throw error;
  }
}
