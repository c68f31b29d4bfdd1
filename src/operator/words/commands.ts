import type { Story, Verb } from '../../domain/story.js';
import { verbEffect } from '../../domain/verb-words.js';
import { shellWord } from '../../formats/plain-text.js';

export { shellWord };

/** What a command is about. */
export interface Target {
  readonly day?: string;
  readonly level?: string;
  readonly receipt?: string;
}

/** One command that makes sense now: what to type, and what it does. */
export interface Suggestion {
  readonly verb: Verb;
  readonly line: string;
  readonly does: string;
  /** The file that it is about, where that is more than the target says. */
  readonly about?: string;
}

/** The commands that a story offers, as exact command lines; only the reason is left to the operator. */
export function suggestions(story: Story, target: Target, program = 'sipstream'): Suggestion[] {
  const partial = story.hold?.code === 'PAN_PARTIAL';
  return story.verbs.flatMap((verb): Suggestion[] => {
    if (verb === 'resubmit' && partial) {
      return [
        suggestion(
          verb,
          target,
          program,
          ' --what failed',
          'delivers the refused granules again, under a new PDR name',
        ),
        suggestion(verb, target, program, '', 'delivers all granules again, under a new PDR name'),
      ];
    }
    if (verb === 'identify') {
      return incompleteFiles(story).map((file) => ({
        verb,
        line: `${program} identify ${shellWord(file)} --size-is-right --why "…"`,
        does: verbEffect(verb, story),
        about: file,
      }));
    }
    return [suggestion(verb, target, program, options(verb, story), verbEffect(verb, story))];
  });
}

/** The command line that opens a day. */
export function openLine(day: string, program = 'sipstream'): string {
  return `${program} open ${day} --why "…"`;
}

function suggestion(verb: Verb, target: Target, program: string, extra: string, what: string): Suggestion {
  const about =
    target.receipt === undefined
      ? [target.day, target.level].filter((part) => part !== undefined).join(' ')
      : `--receipt ${shellWord(target.receipt)}`;
  return { verb, line: `${program} ${verb} ${about}${extra} --why "…"`, does: what };
}

function options(verb: Verb, story: Story): string {
  if (verb === 'wait') return ' --until +2h';
  if (verb === 'correct') return ' --set DATA_VERSION=002';
  if (verb !== 'proceed') return '';
  return ` --without ${story.missing.length === 1 ? shellWord(story.missing[0]!) : 'all'}`;
}

/** The files that a receipt has set aside as incomplete: its hold names each with the reason. */
function incompleteFiles(story: Story): string[] {
  return (story.hold?.details ?? []).flatMap((detail) => {
    const at = detail.indexOf(': ');
    return at < 1 || detail.endsWith(': not pushed yet') ? [] : [detail.slice(0, at)];
  });
}
