import type { FailureCode } from './failures.js';

/** The stages of a level and of its delivery, in the order of the day. The names are those on screens and in search attributes. */
export const STAGES = [
  'await inputs',
  'stage',
  'run',
  'QA',
  'archive',
  'deliver',
  'await PAN',
  'accepted',
] as const;
/** One stage. */
export type Stage = (typeof STAGES)[number];
/** The stages of a level whose products are made: its processor has done its work. */
export const MADE_STAGES: readonly Stage[] = STAGES.slice(STAGES.indexOf('QA'));

/** Why something is held. */
export interface Hold {
  readonly code: FailureCode;
  readonly sentence: string;
  readonly details: readonly string[];
  /** Epoch milliseconds. */
  readonly since: number;
}

/** What a workflow says of itself at this moment; the answer of the `story` query. Plain JSON, times in epoch milliseconds. */
export interface Story {
  readonly subject: string;
  readonly stage: Stage | 'receive' | 'done' | 'abandoned';
  readonly state: 'running' | 'waiting' | 'held' | 'done' | 'abandoned';
  readonly since: number;
  /** What it does or waits for, one sentence. */
  readonly sentence: string;
  readonly until?: number;
  /** What happens when `until` passes and nothing has changed. */
  readonly then?: string;
  readonly missing: readonly string[];
  readonly hold?: Hold;
  /** The operator's verbs that make sense now. */
  readonly verbs: readonly Verb[];
}

/** The operator's verbs for a day, a level, a delivery or a receipt: updates of its workflow. */
export const VERBS = [
  'retry',
  'proceed',
  'wait',
  'release',
  'hold',
  'accept',
  'reject',
  'resubmit',
  'correct',
  'identify',
  'rerun',
  'abandon',
] as const;
/** One verb. */
export type Verb = (typeof VERBS)[number];

/** The operator's verbs for the mission as a whole: updates of the workflow `operations`. */
export const MISSION_VERBS = ['note', 'gap', 'processor', 'identify', 'reread'] as const;
/** One verb of the mission. */
export type MissionVerb = (typeof MISSION_VERBS)[number];

/** Characters of `by` and of `why`. */
const WORDS_LIMIT = 500;

/** An operator's command: who, and why. Every verb carries it. */
export interface Command {
  readonly by: string;
  readonly why: string;
}

/** The story as markdown, for the current details of the workflow in the Temporal UI. */
export function storyMarkdown(story: Story): string {
  const lines = [`**${story.subject}: ${story.stage}** (${story.state})`, '', story.sentence];
  if (story.hold)
    lines.push(
      '',
      `**${story.hold.code}** ${story.hold.sentence}`,
      ...story.hold.details.map((line) => `- ${line}`),
    );
  if (story.missing.length > 0) lines.push('', `Missing: ${story.missing.join(', ')}`);
  if (story.until !== undefined)
    lines.push(
      '',
      `Until ${new Date(story.until).toISOString()}${story.then ? `; then ${story.then}` : ''}.`,
    );
  if (story.verbs.length > 0) lines.push('', `An operator can: ${story.verbs.join(', ')}.`);
  return lines.join('\n');
}

/** What is wrong with a command as it came, in a sentence; undefined when it says who and why. */
export function commandProblem(command: Command | undefined): string | undefined {
  for (const key of ['by', 'why'] as const) {
    const value: unknown = command?.[key];
    if (typeof value !== 'string' || value.trim() === '')
      return `Say who and why: {"by": "…", "why": "…"}; '${key}' is missing.`;
    if (value.length > WORDS_LIMIT)
      return `'${key}' is longer than ${WORDS_LIMIT} characters; say it shorter.`;
  }
  return undefined;
}
