import type { DataDay } from '../../domain/data-day.js';
import { addDays } from '../../domain/data-day.js';
import { makeDao } from '../instrument/dao.js';
import { makeDay } from '../instrument/day.js';
import { DEMO_DELAYS } from './delays.js';
import { DirectoryLink } from './directory-link.js';
import type { FaultName } from './faults.js';
import { FtpLink } from './ftp-link.js';
import { ingest } from './ingest.js';
import type { Link } from './link.js';
import type { Daac, DaacOptions, Partner } from './options.js';
import { planDaily, planDay } from './plan.js';
import { Post } from './post.js';
import { Pusher } from './pusher.js';
import { DaacState, requestRelease } from './state.js';
import type { Lane } from './step.js';

export { DEMO_DELAYS, type Delays } from './delays.js';
export { FAULTS, faultNames, parseFaults, type FaultName } from './faults.js';
export type { Daac, DaacEvent, DaacOptions, Partner, Place } from './options.js';
export { requestRelease } from './state.js';

/** The way to the station's files that its options ask for. */
export function linkTo({ ftp }: Pick<Partner, 'ftp'>): Link {
  return ftp === null ? new DirectoryLink() : new FtpLink(ftp);
}

/**
 * Starts the other side of every interface: pushes the days, mails the notices, takes in what the station delivers, and
 * answers. It goes on where an earlier run with the same state directory has ended, and outlasts a station that is away.
 * Throws a RangeError for a scale that is not above 0 and at most 1.
 */
export async function startDaac(options: DaacOptions): Promise<Daac> {
  const { days, scale, seed = 1, faults = [], stateDirectory, pollMs = 1000, daysAtOnce = 4 } = options;
  const log = options.log ?? (() => undefined);
  const emit = options.onEvent ?? (() => undefined);
  const delays = { ...DEMO_DELAYS, ...options.delays };
  const state = await DaacState.open(stateDirectory, log);
  const end = new AbortController();
  const { signal } = end;
  const watch = { signal, log, emit };
  const post = new Post(options, state, watch);
  const links: Link[] = [];
  const newLink = () => {
    const link = linkTo(options);
    links.push(link);
    return link;
  };
  const settings = { seed, ...(scale !== undefined && { scale }) };
  const backgrounds: Promise<unknown>[] = [];

  let failed: (error: unknown) => void = () => undefined;
  let stopped: () => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => ([stopped, failed] = [resolve, reject]));
  ended.catch(() => undefined); // Whoever asks for `ended` hears of it; the log has it in any case.
  const fail = (error: unknown) => {
    if (signal.aborted) return;
    log(`The simulated DAAC ends: ${(error as Error).stack ?? String(error)}`);
    end.abort(error);
    failed(error);
  };

  const lastDay = [...days].sort().at(-1);
  const lanesOf = (day: DataDay): Lane[] => {
    const struck = day === days[0] ? faults : [];
    const { granules } = makeDay({ mission: options.mission, day, ...settings });
    const [main, ...asides] = planDay({ day, granules, faults: struck, seed, delays });
    // Level 2 of the last day looks at the analyses of the day after.
    const after = day === lastDay ? makeDao({ day: addDays(day, 1), ...settings }) : [];
    const known = after.filter(({ type }) => options.mission.inputs[type] !== undefined);
    return [{ ...main, steps: [...main.steps, ...planDaily(known)] }, ...asides];
  };

  async function pushLanes(lanes: readonly Lane[]): Promise<void> {
    const link = newLink();
    const pusher = new Pusher({ ...watch, partner: options, link, post, state, pollMs });
    const running = lanes.map((lane) => ({ lane, run: pusher.run(lane) }));
    const all = Promise.all(running.map(({ run }) => run)).finally(() => link.close());
    all.catch(fail);
    backgrounds.push(all);
    await Promise.all(running.filter(({ lane }) => lane.background !== true).map(({ run }) => run));
  }

  async function pushAll(): Promise<void> {
    const waiting = [...days];
    const take = async (): Promise<void> => {
      for (let day = waiting.shift(); day !== undefined; day = waiting.shift()) {
        signal.throwIfAborted();
        await pushLanes(lanesOf(day));
        emit({ kind: 'day-pushed', day });
      }
    };
    await Promise.all(Array.from({ length: daysAtOnce }, take));
  }

  const done = pushAll();
  const taking = ingest({
    ...watch,
    partner: options,
    link: newLink(),
    post,
    state,
    faults,
    delays,
    pollMs,
    panForm: options.panForm ?? 'short',
    keepFiles: options.keepFiles ?? false,
  });
  done.catch(fail);
  taking.catch(fail);

  return {
    done,
    ended,
    release: (fault: FaultName) => requestRelease(stateDirectory, fault),
    async stop() {
      if (!signal.aborted) end.abort(new Error('The simulated DAAC was stopped.'));
      for (const link of links) link.close();
      await Promise.allSettled([done, taking]);
      await Promise.allSettled(backgrounds);
      stopped();
    },
  };
}
