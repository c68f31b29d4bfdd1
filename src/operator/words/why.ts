import { FAILURES } from '../../domain/failures.js';
import type { DataDay } from '../../domain/data-day.js';
import type { Mission } from '../../domain/mission.js';
import type { Story } from '../../domain/story.js';
import { openLine, suggestions, type Suggestion, type Target } from './commands.js';
import { granuleGroups } from './granules.js';
import { PLAIN, printable, wrap, type Style } from './layout.js';
import { counted } from './states.js';
import { durationText } from '../../domain/duration.js';
import { stamp, untilText } from './times.js';

/** One thing that `why` answers for: a level, its delivery, or a receipt. */
export interface WhyPart {
  readonly kind: 'day' | 'level' | 'delivery' | 'receipt';
  readonly workflowId: string;
  readonly target: Target;
  readonly story: Story;
  /** True when the workflow itself said it just now; else it is what the ledger knows. */
  readonly live: boolean;
  /** What is known of the granules that are missing, in sentences. */
  readonly evidence?: readonly string[];
  /** What is not as the rules have it, in sentences. */
  readonly remarks?: readonly string[];
}

/** The answer of `why`. Times are epoch milliseconds. */
export interface WhyView {
  readonly mission: string;
  readonly day?: DataDay;
  readonly at: number;
  /** Why the workflows were not asked, one sentence; absent when they were. */
  readonly notLive?: string;
  /** False when the ledger has no such day. */
  readonly opened: boolean;
  /** How the day stands, and who opened it; absent for a receipt, and for a day that was not opened. */
  readonly headline?: {
    readonly state: string;
    readonly openedAt: number;
    readonly openedBy: string;
    readonly doneAt?: number;
  };
  readonly parts: readonly WhyPart[];
  /** For a day that was not opened: what opens it. */
  readonly opens?: readonly string[];
}

/** What a story says, as plain sentences in the order in which a person asks. */
export function sentencesOf(story: Story, now: number): string[] {
  const said: string[] = [headSentence(story, now)];
  const words = story.hold?.sentence ?? story.sentence;
  if (words !== '') said.push(words);
  if (story.until !== undefined) {
    const then = story.then === undefined ? '' : ` If nothing changes until then, ${story.then}.`;
    const how = story.hold ? 'It looks again at' : 'It waits until';
    said.push(`${how} ${untilText(story.until, now)}.${then}`);
  } else if (story.hold) {
    if (!FAILURES[story.hold.code].next.includes('by itself')) said.push('Nothing happens by itself.');
  }
  if (story.hold) said.push(FAILURES[story.hold.code].next);
  return said;
}

function headSentence(story: Story, now: number): string {
  const since = `since ${stamp(story.hold?.since ?? story.since)} UTC (${durationText(now - (story.hold?.since ?? story.since))})`;
  switch (story.state) {
    case 'held':
      return `${story.subject} is held at '${story.stage}' ${since}.`;
    case 'waiting':
      return `${story.subject} waits at '${story.stage}' ${since}.`;
    case 'running':
      return `${story.subject} is at work at '${story.stage}' ${since}; nobody has to do anything.`;
    case 'done':
      return `${story.subject} is done ${since}.`;
    case 'abandoned':
      return `${story.subject} was abandoned ${since}.`;
  }
}

/** Which facts a story lists below its sentences: the DAAC's words, names of files, missing granules. */
export function detailsOf(story: Story): string[] {
  const details = story.missing.length > 0 ? [] : (story.hold?.details ?? []);
  return [...details.map(printable), ...granuleGroups(story.missing).map((group) => `missing: ${group}`)];
}

/** What opens a day that nobody has opened. `files` is how many files of it the archive has. */
export function whatOpens(
  mission: Mission | undefined,
  day: DataDay,
  next: DataDay,
  files: number,
): string[] {
  const openers = Object.entries(mission?.inputs ?? {})
    .filter(([, input]) => input.opensDay)
    .map(([type]) => type);
  const schedule = mission?.day.opensAt;
  return [
    `${day} has not been opened: nothing waits for it, and nothing will be made of it yet.`,
    files === 0
      ? 'The archive has no file of that day.'
      : `The archive has ${counted(files, 'file')} of that day.`,
    ...(openers.length > 0
      ? [`It is opened by the first file of that day of ${openers.join(', ')} that is archived.`]
      : []),
    ...(schedule ? [`Otherwise the daily schedule opens it on ${next} at ${schedule} UTC.`] : []),
    'An operator can open it at once.',
  ];
}

/** The answer of `why` in lines of at most 80 columns; command lines are never broken. */
export function whyLines(view: WhyView, program = 'sipstream', style: Style = PLAIN): string[] {
  const lines: string[] = [];
  if (view.notLive !== undefined)
    lines.push(...wrap(`${view.notLive} This is what the ledger knows.`).map(style.dim), '');
  if (!view.opened && view.day !== undefined) {
    lines.push(...(view.opens ?? []).flatMap((sentence) => wrap(sentence)));
    lines.push('', `  ${openLine(view.day, program)}`, '');
  }
  if (view.headline !== undefined) {
    const { state, openedAt, openedBy, doneAt } = view.headline;
    const ended = doneAt === undefined ? '' : ` It is ${state} since ${stamp(doneAt)} UTC.`;
    lines.push(...wrap(`${view.day} was opened ${stamp(openedAt)} UTC by ${openedBy}.${ended}`), '');
  }
  for (const part of view.parts) lines.push(...partLines(part, view.at, program, style), '');
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function partLines(
  { story, target, evidence = [], remarks = [] }: WhyPart,
  now: number,
  program: string,
  style: Style,
): string[] {
  const [head = '', ...rest] = sentencesOf(story, now);
  const tone = story.state === 'held' ? style.bad : style.strong;
  const code = story.hold ? [`Code: ${story.hold.code}`] : [];
  return [
    ...wrap(head).map(tone),
    ...rest.flatMap((sentence) => wrap(sentence)),
    ...detailsOf(story).flatMap((detail) =>
      wrap(detail, 80, '    ').map((line, index) => (index === 0 ? `  - ${line.slice(4)}` : line)),
    ),
    ...[...evidence, ...remarks].flatMap((sentence) => wrap(sentence)),
    ...code,
    ...commandLines(suggestions(story, target, program), style),
  ];
}

function commandLines(offered: readonly Suggestion[], style: Style): string[] {
  if (offered.length === 0) return [];
  return [
    '',
    'What an operator can do:',
    ...offered.flatMap(({ line, does }) => [`  ${line}`, ...wrap(does, 80, '      ').map(style.dim)]),
  ];
}
