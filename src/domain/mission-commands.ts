import { dataDay } from './data-day.js';
import { granuleOfKey } from './granule.js';
import { versionProblem } from './processor-version.js';
import { commandProblem, type Command, type MissionVerb } from './story.js';

/** A verb's words as they came. */
type Said = Command & Readonly<Record<string, unknown>>;

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$/;
const LONGEST_GAP_MS = 10 * 366 * 86_400_000;

/**
 * What is wrong with the words of a verb of the mission, one sentence; undefined when they make sense by themselves.
 * Whether level, type, file or message exist is for the activity to say.
 */
export function missionCommandProblem(verb: MissionVerb, said: Said): string | undefined {
  const problem = commandProblem(said);
  if (problem !== undefined) return problem;
  switch (verb) {
    case 'note':
      return said['level'] !== undefined && said['day'] === undefined
        ? "A note on a level names the day too, in 'day'."
        : optional(said['day'], 'day', dayProblem);
    case 'gap':
      return gapProblem(said);
    case 'processor':
      return (
        text(said['level'], 'level') ??
        text(said['version'], 'version') ??
        versionProblem(said['version']) ??
        text(said['from'], 'from') ??
        dayProblem(said['from']) ??
        optional(said['to'], 'to', dayProblem) ??
        (said['to'] !== undefined && String(said['to']) < String(said['from'])
          ? `${String(said['to'])} is before ${String(said['from'])}.`
          : undefined)
      );
    case 'identify':
      return text(said['file'], 'file') ?? fileProblem(said['file']) ?? granuleProblem(said);
    case 'reread':
      return text(said['message'], 'message');
  }
}

function gapProblem({ from, to, types }: Said): string | undefined {
  for (const time of [from, to]) {
    if (typeof time !== 'string' || !TIME.test(time) || Number.isNaN(Date.parse(time)))
      return "Say from when to when as ISO times in UTC, for example 2026-11-20T04:00:00Z, in 'from' and 'to'.";
  }
  const length = Date.parse(String(to)) - Date.parse(String(from));
  if (length <= 0) return `${String(to)} is not after ${String(from)}.`;
  if (length > LONGEST_GAP_MS) return 'A gap of more than ten years is a slip of the pen; name it in parts.';
  if (types !== undefined && (!Array.isArray(types) || !types.every((type) => typeof type === 'string')))
    return "'types' is a list of input types.";
  return undefined;
}

function granuleProblem({ granule, part }: Said): string | undefined {
  if (typeof granule !== 'string')
    return "Say which granule it is in 'granule', for example MOPEPHN0/2026-11-20/0400.";
  try {
    granuleOfKey(granule);
  } catch (error) {
    return (error as Error).message;
  }
  return part === undefined || /^\d{2}$/.test(String(part))
    ? undefined
    : "'part' is the two digits of the file of an EDOS data set: 00 or 01.";
}

function fileProblem(file: unknown): string | undefined {
  const name = String(file);
  // eslint-disable-next-line no-control-regex
  return name.length > 255 || name === '.' || name === '..' || /[/\0-\x1f]/.test(name)
    ? 'Name the file as it lies in overflow, without a directory.'
    : undefined;
}

function text(value: unknown, key: string): string | undefined {
  return typeof value === 'string' && value !== '' ? undefined : `'${key}' is missing.`;
}

function optional(
  value: unknown,
  key: string,
  check: (value: unknown) => string | undefined,
): string | undefined {
  return value === undefined ? undefined : (text(value, key) ?? check(value));
}

function dayProblem(value: unknown): string | undefined {
  try {
    dataDay(String(value));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
