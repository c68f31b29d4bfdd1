import { diskWords, isTight, type DiskSpace } from '../../domain/disk.js';
import { durationText } from '../../domain/duration.js';
import { PLAIN, wrap, type Style } from './layout.js';
import { counted } from './states.js';

/** A PAN that has not come. Times are epoch milliseconds here and below. */
export interface OutstandingPan {
  readonly pdr: string;
  readonly day: string;
  readonly level: string;
  readonly deliveredAt?: number;
  readonly panExpectedAt?: number;
}

/** Something that came or went, and what it was. */
export interface LastEvent {
  readonly at: number;
  readonly what: string;
}

/** The workers of one task queue, as the engine sees them. */
export interface QueueHealth {
  readonly queue: string;
  /** Workers that have asked for work in the last minutes. */
  readonly workers: number;
  /** Tasks that wait for one. */
  readonly backlog: number;
}

/** How the station stands besides its days: what is around it. What cannot be known is absent. */
export interface StationHealth {
  readonly disks: readonly DiskSpace[];
  readonly daac: {
    readonly lastNotice?: LastEvent;
    readonly lastAnswer?: LastEvent;
    /** The last PDR that the DAAC fetched, if there is a transfer log that says so. */
    readonly lastPull?: LastEvent;
    readonly pans: readonly OutstandingPan[];
  };
  readonly gateway: { readonly lastMessage?: LastEvent };
  /** Absent when no engine was asked. */
  readonly workers?: readonly QueueHealth[];
}

/** One line of a station's health: what it is about, how it is, and whether somebody should look at it. */
export interface HealthFact {
  readonly name: string;
  readonly words: string;
  readonly isTrouble: boolean;
}

/** What the health of a station says, a line for each thing, in the order in which a person asks. */
export function healthFacts(health: StationHealth, now: number): HealthFact[] {
  const { disks, daac, gateway, workers } = health;
  const ago = (ms: number) => `${durationText(now - ms)} ago`;
  const last = (name: string, event: LastEvent | undefined, none: string): HealthFact => ({
    name,
    words: event === undefined ? none : `${event.what}, ${ago(event.at)}`,
    isTrouble: false,
  });
  return [
    pansFact(daac.pans, now),
    last('last DN', daac.lastNotice, 'none yet'),
    last('last PAN', daac.lastAnswer, 'none yet'),
    ...(daac.lastPull ? [last('last fetched', daac.lastPull, '')] : []),
    last('mail', gateway.lastMessage, 'no message yet'),
    ...(workers ? [workersFact(workers)] : []),
    ...disks.map((disk) => ({
      name: 'disk',
      words: `${diskWords(disk)}: ${disk.names.join(', ')}`,
      isTrouble: isTight(disk),
    })),
  ];
}

function pansFact(pans: readonly OutstandingPan[], now: number): HealthFact {
  const [oldest] = pans;
  const late = pans.filter((pan) => pan.panExpectedAt !== undefined && pan.panExpectedAt < now);
  const age =
    oldest?.deliveredAt === undefined ? '' : `, the oldest for ${durationText(now - oldest.deliveredAt)}`;
  const words = pans.length === 0 ? 'none outstanding' : `${counted(pans.length, 'PAN')} outstanding${age}`;
  return {
    name: 'PANs',
    words: late.length > 0 ? `${words}, ${late.length} late` : words,
    isTrouble: late.length > 0,
  };
}

function workersFact(workers: readonly QueueHealth[]): HealthFact {
  const words = workers.map(({ queue, workers: count, backlog }) => {
    const waiting = backlog > 0 ? `, ${counted(backlog, 'task')} waiting` : '';
    const name = queue.replace(/^sipstream-?/, '') || 'main';
    return `${name} ${count === 0 ? 'NONE' : count}${waiting}`;
  });
  return { name: 'workers', words: words.join('; '), isTrouble: workers.some((one) => one.workers === 0) };
}

/** The health of a station in lines of at most 80 columns. */
export function healthLines(health: StationHealth, now: number, style: Style = PLAIN): string[] {
  return healthFacts(health, now).flatMap(({ name, words, isTrouble }) =>
    wrap(words, 80, ' '.repeat(13)).map((line, index) => {
      const text = isTrouble ? style.warn(line.trimStart()) : line.trimStart();
      return `${(index === 0 ? name : '').padEnd(13)}${text}`;
    }),
  );
}
