import { Option, type Command } from 'commander';
import type { DataDay } from '../../domain/data-day.js';
import type { Verb } from '../../domain/story.js';
import { dayArgument, levelArgument, textArgument } from './arguments.js';
import type { Run } from './program.js';
import type { VerbOptions } from './verbs.js';

/** An operator's interventions. Every one asks for the reason. */
export function verbCommands(program: Command, run: Run): void {
  const verb = (
    name: Verb,
    description: string,
    options: { receipts?: boolean; levels?: 'optional' } = {},
  ) => {
    const needsDay = options.receipts !== true;
    const needsLevel = needsDay && options.levels !== 'optional';
    const command = withReason(program.command(name).description(description))
      .argument(needsDay ? '<day>' : '[day]', 'product day', dayArgument)
      .argument(needsLevel ? '<level>' : '[level]', 'level', levelArgument);
    if (options.receipts) command.option('--receipt <key>', 'the receipt of a DN instead of a level');
    return command.action((day: DataDay | undefined, level: string | undefined, given: VerbOptions) =>
      run(async (session) => {
        const target = { ...(day !== undefined && { day }), ...(level !== undefined && { level }) };
        return (await import('./verbs.js')).giveCommand(session, name, target, given);
      }),
    );
  };
  verb('retry', 'try the held stage again', { receipts: true });
  verb('proceed', 'go on without granules that are missing').requiredOption(
    '--without <granule...>',
    'which: TYPE/YYYY-MM-DD[/HHMM], TYPE/HHMM, TYPE, or all',
  );
  verb('wait', 'wait until a new deadline', { receipts: true }).requiredOption(
    '--until <time>',
    'ISO 8601 in UTC, or +2h from now',
  );
  verb('hold', 'stop before the next stage');
  verb('release', "end a hold; accept Suspect products; take the DAAC's last word");
  verb('resubmit', 'deliver again under a new PDR name').addOption(
    new Option('--what <granules>', 'all, or those that the DAAC refused').choices(['all', 'failed']),
  );
  verb('abandon', 'give a day, a level or a receipt up; what is archived stays', { receipts: true });
  withReason(program.command('open').description('open a product day by hand'))
    .argument('<day>', 'product day', dayArgument)
    .action((day: DataDay, given: { why: string; by?: string }) =>
      run(async (session) => (await import('./verbs.js')).openProductDay(session, day, given)),
    );
}

function withReason(command: Command): Command {
  return command
    .requiredOption('--why <text>', 'the reason, for the record', textArgument)
    .option('--by <name>', 'who decides (default: the login name)', textArgument);
}
