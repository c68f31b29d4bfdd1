import { randomUUID } from 'node:crypto';
import type { DataDay } from '../../domain/data-day.js';
import { TASK_QUEUES, workflowIds } from '../../domain/ids.js';
import type { Verb } from '../../domain/story.js';
import { CommandError } from '../reading/command-error.js';
import { findHome } from '../reading/home.js';
import { chosenGranules } from '../words/granules.js';
import { namedTime } from '../words/times.js';
import { wrap } from '../words/layout.js';
import type { Session } from './io.js';
import { connectStation, runs, storyOf, type Live } from './live.js';

const UPDATE_MS = 60_000;

/** What a verb is said to, by whom, and why. */
export interface VerbOptions {
  readonly why: string;
  readonly by?: string;
  readonly receipt?: string;
  readonly without?: readonly string[];
  readonly until?: string;
  readonly what?: string;
}

/** What a verb is about, as it was typed. */
export interface VerbTarget {
  readonly day?: DataDay;
  readonly level?: string;
}

/** Says a verb to the workflow that it concerns, and waits until it is accepted or refused. */
export async function giveCommand(
  session: Session,
  verb: Verb,
  target: VerbTarget,
  options: VerbOptions,
): Promise<number> {
  if (options.receipt === undefined) {
    if (target.day === undefined) throw new CommandError('USAGE', 'Say which day, or --receipt KEY.');
    if (target.level === undefined && verb !== 'abandon')
      throw new CommandError('USAGE', `Say which level of ${target.day}.`);
  }
  const until = options.until === undefined ? undefined : usage(() => namedTime(options.until!, session.now));
  return connected(session, async (live, mission) => {
    const workflowId = await addressee(live, mission, verb, target, options.receipt);
    const without = options.without && (await granulesOf(live, workflowId, options.without));
    const args = {
      by: options.by ?? session.login,
      why: options.why,
      ...(without && { without }),
      ...(until !== undefined && { until }),
      ...(options.what !== undefined && { what: options.what }),
    };
    const updateId = `${verb}-${randomUUID()}`;
    const sentence = await update(live, workflowId, verb, updateId, args);
    session.answer({ accepted: true, verb, workflowId, updateId, sentence }, () => wrap(sentence));
    return 0;
  });
}

/** Opens a product day by hand. Levels that were done stay done. */
export async function openProductDay(
  session: Session,
  day: DataDay,
  options: { readonly why: string; readonly by?: string },
): Promise<number> {
  return connected(session, async (live, mission) => {
    const { WorkflowExecutionAlreadyStartedError } = await import('@temporalio/client');
    const workflowId = workflowIds.day(mission, day);
    const by = options.by ?? session.login;
    try {
      await live.client.workflow.start('productDay', {
        args: [{ mission, day, openedBy: by, why: options.why }],
        workflowId,
        taskQueue: TASK_QUEUES.main,
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        searchAttributes: { Mission: [mission], DataDay: [day] },
        staticSummary: `Product day ${day} of ${mission}`,
        staticDetails: `Opened by ${by}: ${options.why}`,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      throw new CommandError(
        'REFUSED',
        `${day} is open already.`,
        `\`sipstream why ${day}\` says what it waits for.`,
      );
    }
    const sentence = `${day} is open.`;
    session.answer({ accepted: true, verb: 'open', workflowId, sentence }, () => [sentence]);
    return 0;
  });
}

async function connected(
  session: Session,
  work: (live: Live, mission: string) => Promise<number>,
): Promise<number> {
  const home = await findHome(session.home);
  const live = await connectStation(home.paths.home, home.station);
  try {
    return await work(live, session.options.mission ?? home.station!.mission);
  } finally {
    await live.close();
  }
}

/** A verb goes to the level while it runs, then to its delivery; `resubmit` is always the delivery's. */
async function addressee(
  live: Live,
  mission: string,
  verb: Verb,
  { day, level }: VerbTarget,
  receipt: string | undefined,
): Promise<string> {
  if (receipt !== undefined) {
    const id = workflowIds.receipt(mission, receipt);
    if (await runs(live, id)) return id;
    throw new CommandError(
      'REFUSED',
      `No receipt ${receipt} is open.`,
      '`sipstream status` lists what is open.',
    );
  }
  if (level === undefined) {
    const id = workflowIds.day(mission, day!);
    if (await runs(live, id)) return id;
    throw new CommandError('REFUSED', `${day} is not open.`, `\`sipstream why ${day}\` says how it stands.`);
  }
  const delivery = workflowIds.delivery(mission, day!, level);
  const own = workflowIds.level(mission, day!, level);
  for (const id of verb === 'resubmit' ? [delivery] : [own, delivery]) {
    if (await runs(live, id)) return id;
  }
  const what = verb === 'resubmit' ? 'No delivery' : 'Nothing';
  throw new CommandError(
    'REFUSED',
    `${what} of ${day} ${level} is under way.`,
    `\`sipstream why ${day} ${level}\` says how it stands.`,
  );
}

async function granulesOf(live: Live, workflowId: string, words: readonly string[]): Promise<string[]> {
  const story = await storyOf(live, workflowId);
  try {
    return chosenGranules(story?.missing ?? [], words);
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError('REFUSED', error.message);
    throw error;
  }
}

async function update(
  live: Live,
  workflowId: string,
  verb: Verb,
  updateId: string,
  args: Record<string, unknown>,
): Promise<string> {
  const { ApplicationFailure, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } =
    await import('@temporalio/client');
  try {
    const handle = live.client.workflow.getHandle(workflowId);
    return await live.client.withDeadline(Date.now() + UPDATE_MS, () =>
      handle.executeUpdate<string, [Record<string, unknown>]>(verb, { args: [args], updateId }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      const { cause } = error;
      if (cause instanceof ApplicationFailure && cause.type === 'REFUSED') {
        throw new CommandError('REFUSED', cause.message, '', { cause: error });
      }
      throw new CommandError('REFUSED', `'${verb}' failed: ${cause?.message ?? error.message}`, '', {
        cause: error,
      });
    }
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
      throw new CommandError(
        'NO_ANSWER',
        `${workflowId} has not answered in ${UPDATE_MS / 1000} s; the command may still be carried out.`,
        'See with `sipstream why` what it does, and whether the station runs.',
        { cause: error },
      );
    }
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
