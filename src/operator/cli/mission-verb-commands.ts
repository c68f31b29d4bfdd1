import type { Command } from 'commander';
import type { DataDay } from '../../domain/data-day.js';
import type { MissionVerb, Verb } from '../../domain/story.js';
import { instantArgument, dayArgument, levelArgument } from './arguments.js';
import type { Run } from './program.js';
import { withReason } from './verb-commands.js';
import type { VerbOptions } from './verbs.js';

/** What operators decide for the mission as a whole, and on files and messages. */
export function missionVerbCommands(program: Command, run: Run): void {
  const give = (verb: Verb | MissionVerb, options: VerbOptions, more: Record<string, unknown>) =>
    run(async (session) => (await import('./verbs.js')).giveCommand(session, verb, {}, options, more));

  withReason(program.command('note').description('a note on a day or a level; the note is --why'))
    .argument('[day]', 'product day', dayArgument)
    .argument('[level]', 'level', levelArgument)
    .action((day: DataDay | undefined, level: string | undefined, given: VerbOptions) =>
      give('note', given, { ...(day && { day }), ...(level !== undefined && { level }) }),
    );
  withReason(program.command('gap').description('a known gap: inputs were never made, nobody waits for them'))
    .argument('<from>', 'when it begins: ISO 8601 in UTC', instantArgument)
    .argument('<to>', 'when it ends', instantArgument)
    .option('--type <type...>', "input types (default: the instrument's own)")
    .action((from: string, to: string, given: VerbOptions & { type?: string[] }) =>
      give('gap', given, { from, to, ...(given.type && { types: given.type }) }),
    );
  withReason(
    program.command('processor').description('the version of a processor from a day on, or for a range'),
  )
    .argument('<level>', 'level', levelArgument)
    .argument('<version>', 'N.n.i')
    .requiredOption('--from <day>', 'first day', dayArgument)
    .option('--to <day>', 'last day (default: from then on)', dayArgument)
    .action((level: string, version: string, given: VerbOptions & { from: DataDay; to?: DataDay }) =>
      give('processor', given, { level, version, from: given.from, ...(given.to && { to: given.to }) }),
    );
  const identify = withReason(
    program.command('identify').description('say what an unmatched or incomplete file of overflow is'),
  )
    .argument('<file>', 'its name in overflow')
    .option('--granule <key>', 'it is this granule: TYPE/YYYY-MM-DD or TYPE/YYYY-MM-DD/HHMM')
    .option('--part <nn>', 'of an EDOS data set: 00 (construction record) or 01 (packets)')
    .option('--size-is-right', 'it is what the DN means, whatever size the DN says');
  identify.action(
    (file: string, given: VerbOptions & { granule?: string; part?: string; sizeIsRight?: boolean }) => {
      if ((given.granule === undefined) === (given.sizeIsRight !== true))
        identify.error('error: say either --granule KEY or --size-is-right');
      return give('identify', given, {
        file,
        ...(given.granule !== undefined && { granule: given.granule }),
        ...(given.part !== undefined && { part: given.part }),
      });
    },
  );
  withReason(program.command('reread').description('act on a quarantined message anew, after a fix'))
    .argument('<message>', 'its id, as `sipstream messages` shows it')
    .option('--trust', 'take it whoever sent it')
    .action((message: string, given: VerbOptions & { trust?: boolean }) =>
      give('reread', given, { message, ...(given.trust === true && { trust: true }) }),
    );
}
