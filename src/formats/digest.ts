import type { DataDay } from '../domain/data-day.js';
import { diskWords, isTight, type DiskSpace } from '../domain/disk.js';
import { durationText } from '../domain/duration.js';
import { counted } from '../domain/words.js';
import { printable, shellWord, stamp, wrap } from './plain-text.js';

/** A figure of a level in the time of a digest, and the usual one: the median of the 30 days before. Milliseconds. */
export interface DigestTrend {
  readonly level: string;
  readonly ms: number;
  readonly usual?: number;
}

/** What a digest tells. Times are epoch milliseconds. `from` to `to` is the time it covers, `at` when it was made. */
export interface DigestFacts {
  readonly mission: string;
  readonly from: number;
  readonly to: number;
  readonly at: number;
  /** What is held now, the longest first. */
  readonly held: readonly {
    readonly about: { readonly day: DataDay; readonly level: string } | { readonly receipt: string };
    readonly stage: string;
    readonly since: number;
    readonly code: string;
    readonly sentence: string;
  }[];
  /** The levels that the DAAC accepted. */
  readonly accepted: readonly { readonly day: DataDay; readonly level: string; readonly at: number }[];
  /** How many days are open now. */
  readonly open: number;
  /** Levels of days that are over and that wait for inputs. */
  readonly waiting: readonly {
    readonly day: DataDay;
    readonly level: string;
    readonly missing: number;
    readonly until?: number;
  }[];
  /** PANs that have not come, the oldest delivery first. */
  readonly pans: readonly {
    readonly pdr: string;
    readonly deliveredAt: number;
    readonly expectedAt?: number;
  }[];
  /** Files that DNs announce and that have not come. */
  readonly announced: readonly {
    readonly receipt: string;
    readonly files: readonly string[];
    readonly since: number;
  }[];
  /** What operators decided against the rules in that time. */
  readonly overridden: readonly {
    readonly day: DataDay;
    readonly level: string;
    readonly by: string;
    readonly what: string;
    readonly why: string;
  }[];
  /** Levels that could be made again with something better. */
  readonly offered: readonly { readonly day: DataDay; readonly level: string; readonly reason: string }[];
  /** Messages that were set aside in that time: the first of them, and how many, and how many there are in all. */
  readonly quarantined: readonly {
    readonly at: number;
    readonly kind: string;
    readonly sender?: string;
    readonly code: string;
    readonly sentence: string;
  }[];
  readonly quarantine: { readonly since: number; readonly all: number };
  readonly strays: { readonly unmatched: number; readonly unannounced: number };
  readonly trends: {
    readonly latency: readonly DigestTrend[];
    readonly runTime: readonly DigestTrend[];
    /** How many levels got which QA verdict. */
    readonly verdicts: Readonly<Record<string, number>>;
  };
  readonly disks: readonly DiskSpace[];
  /** How the reader calls the command; `sipstream` when absent. */
  readonly program?: string;
}

/** What became of a digest that was to be mailed: its subject, and whether it went now or had gone before. */
export interface DigestSent {
  readonly subject: string;
  readonly isNew: boolean;
}

/** What is shown of a list that has no end. */
const MOST = 12;

/** The subject of the mail: the day, and what matters most. */
export function digestSubject({ to, held, accepted }: DigestFacts): string {
  const waits = held.length === 0 ? 'nothing is held' : `${held.length} held`;
  return `Digest ${stamp(to).slice(0, 10)}: ${waits}, ${counted(accepted.length, 'level')} accepted`;
}

/** The digest in lines of at most 80 columns; only command lines are not broken. A section with nothing to say is absent. */
export function digestLines(facts: DigestFacts): string[] {
  const { mission, from, to } = facts;
  return [
    `${mission}, ${stamp(from).slice(0, 16)} to ${stamp(to).slice(0, 16)} UTC`,
    ...wrap(summary(facts)),
    ...titled('Held: these wait for a person, the longest first', heldLines(facts)),
    ...titled('Done', doneLines(facts)),
    ...titled('Late', lateLines(facts)),
    ...titled('What the DAAC owes', owedLines(facts)),
    ...titled('Decided against the rules', overriddenLines(facts)),
    ...titled('Could be made again with something better', offeredLines(facts)),
    ...titled('Set aside', asideLines(facts)),
    ...titled('Trends (in brackets: the 30 days before)', trendLines(facts)),
    ...titled('Disks', diskLines(facts.disks)),
  ];
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function summary({ held, accepted, open, pans, quarantine }: DigestFacts): string {
  const parts = [
    held.length === 0 ? 'Nothing is held' : `${held.length} held`,
    `${counted(accepted.length, 'level')} accepted`,
    `${counted(open, 'day')} open`,
    `${counted(pans.length, 'PAN')} outstanding`,
    ...(quarantine.since > 0 ? [`${counted(quarantine.since, 'message')} quarantined`] : []),
  ];
  return `${parts.join(', ')}.`;
}

function heldLines({ held, at, program = 'sipstream' }: DigestFacts): string[] {
  return held.flatMap(({ about, stage, since, code, sentence }) => {
    const subject = 'receipt' in about ? `DN ${about.receipt}` : `${about.day} ${about.level}`;
    const asks =
      'receipt' in about ? `--receipt ${shellWord(printable(about.receipt))}` : `${about.day} ${about.level}`;
    return [
      ...wrap(`${subject}, ${stage}, since ${stamp(since)} (${durationText(at - since)})`, 80, '  '),
      ...wrap(`${code}: ${sentence}`, 80, '      '),
      `      ${program} why ${asks}`,
    ];
  });
}

function doneLines({ accepted }: DigestFacts): string[] {
  const byLevel = new Map<string, DataDay[]>();
  for (const { day, level } of accepted) byLevel.set(level, [...(byLevel.get(level) ?? []), day]);
  return [...byLevel].flatMap(([level, days]) =>
    wrap(
      `${level} ${days.slice(0, MOST).join(' ')}${days.length > MOST ? ` and ${days.length - MOST} more` : ''}`,
      80,
      '  ',
    ),
  );
}

function lateLines({ waiting, pans, at }: DigestFacts): string[] {
  const late = pans.filter((pan) => pan.expectedAt !== undefined && pan.expectedAt < at);
  return [
    ...some(waiting, ({ day, level, missing, until }) => {
      const limit = until === undefined ? '' : `; it waits until ${stamp(until).slice(0, 16)}`;
      return `${day} ${level}: ${counted(missing, 'input')} missing${limit}`;
    }),
    ...some(late, ({ pdr, expectedAt = at }) => `PAN of ${pdr}: ${durationText(at - expectedAt)} late`),
  ];
}

function owedLines({ pans, announced, at }: DigestFacts): string[] {
  return [
    ...some(pans, ({ pdr, deliveredAt }) => `PAN of ${pdr}, delivered ${durationText(at - deliveredAt)} ago`),
    ...some(announced, ({ receipt, files, since }) => {
      const named = files.slice(0, 2).join(', ');
      const others = files.length > 2 ? ` and ${files.length - 2} more` : '';
      return `${counted(files.length, 'file')} of DN ${receipt}, announced ${durationText(at - since)} ago: ${named}${others}`;
    }),
  ];
}

function overriddenLines({ overridden }: DigestFacts): string[] {
  return some(overridden, ({ day, level, by, what, why }) => `${day} ${level}: ${what} (${by}: ${why})`);
}

function offeredLines({ offered }: DigestFacts): string[] {
  return some(offered, ({ day, level, reason }) => `${day} ${level}: ${reason}`);
}

function asideLines({ quarantined, quarantine, strays }: DigestFacts): string[] {
  const lines = quarantined.flatMap(({ kind, sender, code, sentence }) =>
    wrap(`${kind}${sender === undefined ? '' : ` from ${sender}`}: ${code}: ${sentence}`, 80, '  '),
  );
  const facts = [
    ...(quarantine.since > quarantined.length ? [`${quarantine.since - quarantined.length} more`] : []),
    ...(quarantine.all > 0 ? [`${counted(quarantine.all, 'message')} in quarantine in all`] : []),
    ...(strays.unmatched > 0 ? [`${counted(strays.unmatched, 'file')} in overflow/unmatched`] : []),
    ...(strays.unannounced > 0 ? [`${counted(strays.unannounced, 'file')} in pickup without a DN`] : []),
  ];
  return facts.length === 0 ? lines : [...lines, ...wrap(`${facts.join('; ')}.`, 80, '  ')];
}

function trendLines({ trends }: DigestFacts): string[] {
  const { latency, runTime, verdicts } = trends;
  const told = ({ level, ms, usual }: DigestTrend) =>
    `${level} ${durationText(ms)}${usual === undefined ? '' : ` (${durationText(usual)})`}`;
  const line = (title: string, parts: readonly string[]) =>
    parts.length === 0 ? [] : wrap(`${title}: ${parts.join(', ')}`, 80, '  ');
  return [
    ...line('From the end of the day to acceptance', latency.map(told)),
    ...line('Processors ran', runTime.map(told)),
    ...line(
      'QA',
      Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`),
    ),
  ];
}

function diskLines(disks: readonly DiskSpace[]): string[] {
  return disks.flatMap((disk) =>
    wrap(`${isTight(disk) ? 'LOOK: ' : ''}${diskWords(disk)}: ${disk.names.join(', ')}`, 80, '  '),
  );
}

/** The first of a list in words, one to a line or more, and how many there are besides. */
function some<T>(list: readonly T[], words: (item: T) => string): string[] {
  const lines = list.slice(0, MOST).flatMap((item) => wrap(words(item), 80, '  '));
  return list.length > MOST ? [...lines, `  and ${list.length - MOST} more`] : lines;
}
