import { InvalidArgumentError, Option, type Command } from 'commander';
import type { DataDay } from '../../domain/data-day.js';
import { FAILURES } from '../../domain/failures.js';
import { CORRECTABLE } from '../../domain/pdr-correction.js';
import type { Verb } from '../../domain/story.js';
import { dayArgument, dayOrRangeArgument, levelArgument, textArgument, type DayRange } from './arguments.js';
import type { ManyOptions } from './many-verbs.js';
import type { Run } from './program.js';

/** What a verb takes besides the day, the level and the reason, and how that reads as part of its update. */
interface VerbShape {
  readonly receipts?: boolean;
  readonly dayAlone?: boolean;
  readonly options?: (command: Command) => Command;
  readonly more?: (given: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}

/** An operator's interventions on days, levels, deliveries and receipts. Every one asks for the reason. */
export function verbCommands(program: Command, run: Run): void {
  for (const [name, description, shape] of VERB_TABLE) verbCommand(program, run, name, description, shape);
  withReason(program.command('open').description('open a product day by hand'))
    .argument('<day>', 'product day', dayArgument)
    .action((day: DataDay, given: { why: string; by?: string }) =>
      run(async (session) => (await import('./verbs.js')).openProductDay(session, day, given)),
    );
}

const VERB_TABLE: readonly (readonly [Verb, string, VerbShape])[] = [
  ['retry', 'try the held stage again', { receipts: true }],
  [
    'proceed',
    'go on without granules that are missing',
    {
      options: (command) =>
        command.requiredOption(
          '--without <granule...>',
          'which: TYPE/YYYY-MM-DD[/HHMM], TYPE/HHMM, TYPE, or all',
        ),
    },
  ],
  [
    'wait',
    'wait until a new deadline',
    {
      receipts: true,
      options: (command) => command.requiredOption('--until <time>', 'ISO 8601 in UTC, or +2h from now'),
    },
  ],
  ['hold', 'stop before the next stage', {}],
  ['release', "end a hold; take the DAAC's last word", {}],
  [
    'accept',
    'take products that QA holds; flag and reason go into their metadata',
    {
      options: (command) =>
        command.addOption(
          new Option('--flag <flag>', 'the flag (default: Suspect)').choices(['Passed', 'Suspect']),
        ),
      more: ({ flag }) => (flag === undefined ? {} : { flag }),
    },
  ],
  ['reject', 'flag products that QA holds as Failed, with the reason', {}],
  [
    'resubmit',
    'deliver again under a new PDR name',
    {
      options: (command) =>
        command.addOption(
          new Option('--what <granules>', 'all, or those that the DAAC refused').choices(['all', 'failed']),
        ),
      more: ({ what }) => (what === undefined ? {} : { what }),
    },
  ],
  [
    'correct',
    'deliver again with fields of the PDR corrected, after a PDRD',
    {
      options: (command) =>
        command.requiredOption(
          '--set <FIELD=value...>',
          `of ${Object.keys(CORRECTABLE).join(', ')}`,
          fieldArgument,
        ),
      more: ({ set }) => ({ fields: set }),
    },
  ],
  [
    'rerun',
    'make a level again; what was archived is superseded, never overwritten',
    {
      options: (command) =>
        command
          .option('--processor <N.n.i>', "version of the processor (default: the day's)")
          .option('--afterwards', 'when the level is in work: after its end'),
      more: ({ processor, afterwards }) => ({
        ...(processor !== undefined && { version: processor }),
        ...(afterwards === true && { afterwards }),
      }),
    },
  ],
  [
    'abandon',
    'give a day, a level or a receipt up; what is archived stays',
    { receipts: true, dayAlone: true },
  ],
];

function verbCommand(program: Command, run: Run, name: Verb, description: string, shape: VerbShape): void {
  const base = withReason(program.command(name).description(description))
    .argument('[day]', 'product day, or a range of days: A..B', dayOrRangeArgument)
    .argument('[level]', 'level', levelArgument)
    .addOption(
      new Option('--held-for <code>', 'every level that is held for this').choices(Object.keys(FAILURES)),
    )
    .option('--made-with <N.n.i>', 'only levels that were made with this version')
    .option('--yes', 'when several levels are meant: do it');
  if (shape.receipts) base.option('--receipt <key>', 'the receipt of a DN instead of a level');
  const command = shape.options ? shape.options(base) : base;
  command.action(
    (days: DayRange | undefined, level: string | undefined, given: ManyOptions & Record<string, unknown>) => {
      const { heldFor, madeWith, receipt } = given;
      const more = shape.more?.(given) ?? {};
      const one =
        days !== undefined && days.from === days.to && heldFor === undefined && madeWith === undefined;
      const many =
        heldFor !== undefined || madeWith !== undefined || (days !== undefined && days.from !== days.to);
      if (receipt === undefined && days === undefined && !many)
        command.error(
          shape.receipts ? 'error: say which day, or --receipt KEY' : "error: missing argument 'day'",
        );
      if (one && level === undefined && shape.dayAlone !== true && receipt === undefined)
        command.error("error: missing argument 'level'");
      return run(async (session) => {
        if (!many) {
          const target = { ...(days && { day: days.from }), ...(level !== undefined && { level }) };
          return (await import('./verbs.js')).giveCommand(session, name, target, given, more);
        }
        const selection = {
          ...(days && { from: days.from, to: days.to }),
          ...(level !== undefined && { level }),
          ...(heldFor !== undefined && { heldFor }),
          ...(madeWith !== undefined && { madeWith }),
        };
        return (await import('./many-verbs.js')).giveCommands(session, name, selection, given, more);
      });
    },
  );
}

/** The reason, who, and the rehearsal, which every intervention has. */
export function withReason(command: Command): Command {
  return command
    .requiredOption('--why <text>', 'the reason, for the record', textArgument)
    .option('--by <name>', 'who decides (default: the login name)', textArgument)
    .option('--dry-run', 'say what would happen, and do nothing');
}

function fieldArgument(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it as FIELD=value.');
  return { ...before, [text.slice(0, at).toUpperCase()]: text.slice(at + 1) };
}
