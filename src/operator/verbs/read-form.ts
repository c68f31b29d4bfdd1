import { dataDay } from '../../domain/data-day.js';
import { CORRECTABLE } from '../../domain/pdr-correction.js';
import { MISSION_VERBS, VERBS, type MissionVerb, type Story, type Verb } from '../../domain/story.js';
import { CommandError } from '../reading/command-error.js';
import { chosenGranules } from '../words/granules.js';
import { namedTime } from '../words/times.js';
import { addressee } from './addressee.js';
import type { Desk, VerbCommand } from './command.js';

const QUERY_MS = 10_000;

/** Whether a text is a verb. */
export function isVerb(text: string): text is Verb | MissionVerb {
  return ([...VERBS, ...MISSION_VERBS] as readonly string[]).includes(text);
}

/**
 * A command as a form or a JSON document says it: texts, as operators write them, become what the update takes. Throws a
 * CommandError USAGE or REFUSED with the sentence.
 */
export async function readForm(
  desk: Desk,
  verb: Verb | MissionVerb,
  given: Readonly<Record<string, unknown>>,
  by: string,
  now: number,
): Promise<VerbCommand> {
  const text = (name: string): string | undefined => {
    const value = given[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const said = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (text(name) === undefined ? [] : [[name, text(name)]])));
  const words = (name: string) =>
    text(name)
      ?.split(/[\s,]+/)
      .filter((word) => word !== '') ?? [];
  const [day, level, receipt] = [text('day'), text('level')?.toUpperCase(), text('receipt')];
  const target = {
    ...(day !== undefined && { day: valid(() => dataDay(day)) }),
    ...(level !== undefined && { level }),
    ...(receipt !== undefined && { receipt }),
  };
  const command: VerbCommand = { verb, target, by, why: text('why') ?? '' };
  const more = (fields: Record<string, unknown>): VerbCommand => ({ ...command, more: fields });
  switch (verb) {
    case 'proceed':
      return more({ without: await missing(desk, command, words('without')) });
    case 'wait':
      return more({ until: valid(() => namedTime(text('until') ?? '', now)) });
    case 'accept':
      return more(said(['flag']));
    case 'resubmit':
      return more(said(['what']));
    case 'correct':
      return more({ fields: said(Object.keys(CORRECTABLE)) });
    case 'rerun':
      return more({ ...said(['version']), ...(isOn(given['afterwards']) && { afterwards: true }) });
    case 'identify':
      return more(said(['file', 'granule', 'part']));
    case 'note':
      return { ...command, target: {}, more: target };
    case 'gap': {
      const types = words('types');
      const times = { from: instant(text('from')), to: instant(text('to')) };
      return { ...command, target: {}, more: { ...times, ...(types.length > 0 && { types }) } };
    }
    case 'processor':
      return { ...command, target: {}, more: { ...said(['version', 'from', 'to']), level } };
    case 'reread':
      return more({ ...said(['message']), ...(isOn(given['trust']) && { trust: true }) });
    default:
      return command;
  }
}

function isOn(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value !== '' && value !== 'false');
}

/** The granules that are meant, of those that are missing at this moment. */
async function missing(desk: Desk, command: VerbCommand, words: readonly string[]): Promise<string[]> {
  const workflowId = await addressee(desk, command);
  const handle = desk.client.workflow.getHandle(workflowId);
  const story = await desk.client.withDeadline(Date.now() + QUERY_MS, () => handle.query<Story>('story'));
  return valid(() => chosenGranules(story.missing, words), 'REFUSED');
}

/** ISO 8601 in UTC of a time as a form has it; what cannot be read is left for the check of the verb to refuse. */
function instant(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(
    /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text,
  );
  return Number.isNaN(at) ? text : new Date(at).toISOString();
}

function valid<T>(parse: () => T, code: 'USAGE' | 'REFUSED' = 'USAGE'): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(code, error.message);
    throw error;
  }
}
