import type { FailureCode } from '../../domain/failures.js';
import type { Verb } from '../../domain/story.js';
import { CommandError } from '../reading/command-error.js';
import type { VerbTarget } from '../verbs/command.js';
import { selectLevels, type Selection } from '../verbs/targets.js';
import { counted } from '../words/states.js';
import { wrap } from '../words/layout.js';
import type { Session } from './io.js';
import { commandOf, withDesk, type VerbOptions } from './verbs.js';

/** What a verb to several levels takes. */
export interface ManyOptions extends VerbOptions {
  readonly heldFor?: FailureCode;
  readonly madeWith?: string;
  readonly yes?: boolean;
}

/** What became of one of several. */
interface Told {
  readonly day: string;
  readonly level: string;
  readonly accepted: boolean;
  readonly sentence: string;
}

const MOST_LISTED = 20;

/**
 * Says a verb to every level of a selection: first how many and which, then one after the other with what became of each.
 * Without `yes` (and without `dryRun`) nothing is done. Status 1 when one refused.
 */
export async function giveCommands(
  session: Session,
  verb: Verb,
  selection: Selection,
  options: ManyOptions,
  more: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  return withDesk(session, async (desk) => {
    const { say, rehearse } = await import('../verbs/say.js');
    const levels = await selectLevels(desk.ledger, desk.mission, selection);
    if (levels.length === 0)
      throw new CommandError(
        'REFUSED',
        'No level is meant: none fits what was named.',
        '`sipstream status` lists what is open.',
      );
    const names = levels.map((row) => `${row.day} ${row.level}`);
    const dryRun = options.dryRun === true;
    if (!session.options.json)
      for (const line of wrap(`${verb}: ${counted(levels.length, 'level')}: ${listed(names)}.`))
        session.io.stdout(`${line}\n`);
    if (!dryRun && options.yes !== true)
      throw new CommandError(
        'REFUSED',
        `Nothing was done: ${counted(levels.length, 'level')} would be told '${verb}'.`,
        'Say --yes to do it, or --dry-run to see what would become of each.',
      );
    const told: Told[] = [];
    for (const [index, row] of levels.entries()) {
      const target: VerbTarget = { day: row.day, level: row.level };
      const about = { day: row.day, level: row.level };
      try {
        const command = await commandOf(session, desk, verb, target, options, more);
        const { sentence } = await (dryRun ? rehearse : say)(desk, command);
        told.push({ ...about, accepted: true, sentence });
      } catch (error) {
        if (!(error instanceof CommandError) || error.code === 'USAGE') throw error;
        told.push({ ...about, accepted: false, sentence: `${error.code}: ${error.message}` });
      }
      const { accepted, sentence } = told[index]!;
      if (!session.options.json)
        for (const line of wrap(
          `${index + 1}/${levels.length} ${row.day} ${row.level} ${accepted ? 'ok' : 'refused'}: ${sentence}`,
        ))
          session.io.stdout(`${line}\n`);
    }
    const refused = told.filter((one) => !one.accepted).length;
    session.answer({ verb, dryRun, count: told.length, refused, told }, () => [
      `${counted(told.length - refused, 'level')} ${dryRun ? 'would accept' : 'accepted'}, ${refused} refused.`,
    ]);
    return refused === 0 ? 0 : 1;
  });
}

function listed(names: readonly string[]): string {
  const rest = names.length - MOST_LISTED;
  return names.slice(0, MOST_LISTED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
