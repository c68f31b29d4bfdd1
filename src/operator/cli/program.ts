import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { dataDay, type DataDay } from '../../domain/data-day.js';
import type { Verb } from '../../domain/story.js';
import { PACKAGE_ROOT } from '../reading/package-root.js';
import { Session, type GlobalOptions, type Io } from './io.js';
import { reportError } from './report-error.js';
import type { VerbOptions } from './verbs.js';

/** Runs one command; answers the exit status: 0 done, 1 refused or failed, 2 wrong usage. */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  let status = 0;
  const program = commandTree(io, (code) => (status = code));
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportError(io, error, argv.includes('--json'));
  }
}

type Action = (session: Session) => Promise<number>;

function commandTree(io: Io, exit: (code: number) => void): Command {
  const program = new Command('sipstream')
    .description('Operates the product days of a satellite data processing facility.')
    .version(packageVersion())
    .option('--home <dir>', 'home of the station (default: $SIPSTREAM_HOME, else var in the checkout)')
    .option('--json', 'answer with one JSON document')
    .option('--mission <name>', 'short name of the mission; of `up`: its mission file')
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('See --help.')
    .exitOverride();
  /** Runs an action with what the command line says everywhere. */
  const run = async (action: Action) => {
    exit(await action(new Session(io, program.opts<GlobalOptions>())));
  };

  stationCommands(program, run);
  readingCommands(program, run);
  verbCommands(program, run);
  return program;
}

type Run = (action: Action) => Promise<void>;

function stationCommands(program: Command, run: Run): void {
  program.commandsGroup('Station:');
  program
    .command('up')
    .description('start the station; --demo adds a simulated DAAC')
    .option('--demo', 'add the simulated DAAC, which pushes the days that are asked for')
    .addOption(new Option('--days <n>', 'how many demo days (default: 1)').argParser(positive))
    .option('--from <day>', 'first demo day', parseDay)
    .option('--faults <list>', 'faults of the simulated DAAC, separated by commas', words)
    .addOption(
      new Option('--scale <factor>', 'size of the demo files, 1 being those of the mission').argParser(
        factor,
      ),
    )
    .addOption(new Option('--seed <n>', 'seed of everything that the demo draws by lot').argParser(positive))
    .option('--exit', 'end when every demo day is accepted (0), or when one holds (1)')
    .option('--config <file>', 'configuration file (default: station.yaml in the home)')
    .action((options: UpCommand) =>
      run(async (session) => {
        const { up } = await import('../up/up.js');
        const { mission } = session.options;
        return up({
          home: session.home,
          ...(mission !== undefined && { missionFile: mission }),
          ...(options.config !== undefined && { configFile: options.config }),
          demo: options.demo ?? false,
          ...(options.days !== undefined && { days: options.days }),
          ...(options.from !== undefined && { from: options.from }),
          faults: options.faults ?? [],
          exit: options.exit ?? false,
          ...(options.scale !== undefined && { scale: options.scale }),
          ...(options.seed !== undefined && { seed: options.seed }),
        });
      }),
    );
  program
    .command('doctor')
    .description('check what the station needs, and say how to get what is missing')
    .action(() => run(async (session) => (await import('./readings.js')).doctor(session)));
}

interface UpCommand {
  readonly demo?: boolean;
  readonly days?: number;
  readonly scale?: number;
  readonly seed?: number;
  readonly from?: DataDay;
  readonly faults?: string[];
  readonly exit?: boolean;
  readonly config?: string;
}

function readingCommands(program: Command, run: Run): void {
  program.commandsGroup('Reading:');
  program
    .command('status')
    .description('what is open, the held first')
    .action(() => run(async (session) => (await import('./readings.js')).status(session)));
  program
    .command('why')
    .description('what a day waits for, until when, what happens then, and what would change it')
    .argument('[day]', 'product day', parseDay)
    .argument('[level]', 'level', parseLevel)
    .option('--receipt <key>', 'ask about the receipt of a DN instead')
    .action(
      (
        day: DataDay | undefined,
        level: string | undefined,
        options: { receipt?: string },
        command: Command,
      ) =>
        run(async (session) => {
          if (options.receipt === undefined && day === undefined)
            command.error("error: missing argument 'day'");
          const question =
            options.receipt !== undefined
              ? { receipt: options.receipt }
              : { day: day!, ...(level !== undefined && { level }) };
          return (await import('./readings.js')).why(session, question);
        }),
    );
  program
    .command('day')
    .description('all of one product day: stages, inputs, QA, deliveries, interventions')
    .argument('<day>', 'product day', parseDay)
    .action((day: DataDay) => run(async (session) => (await import('./readings.js')).day(session, day)));
  program
    .command('calendar')
    .description('how every level of every day stands, one character each')
    .option('--year', 'twelve months instead of two')
    .action((options: { year?: boolean }) =>
      run(async (session) => (await import('./readings.js')).calendar(session, options.year ?? false)),
    );
  program
    .command('files')
    .description('what the archive has of a day')
    .argument('<day>', 'product day', parseDay)
    .action((day: DataDay) => run(async (session) => (await import('./readings.js')).files(session, day)));
  program
    .command('messages')
    .description('what came from the DAAC, the newest first')
    .addOption(
      new Option('--state <state>', 'only those').choices(['kept', 'acted', 'recorded', 'quarantined']),
    )
    .option('--kind <kind>', 'only DN, SN, PAN, PDRD …')
    .addOption(new Option('--limit <n>', 'at most so many').argParser(positive).default(100))
    .action((options: { state?: string; kind?: string; limit?: number }) =>
      run(async (session) => (await import('./readings.js')).messages(session, options)),
    );
  program
    .command('log')
    .description('what the processor wrote, the newest run unless --run says which')
    .argument('<day>', 'product day', parseDay)
    .argument('<level>', 'level', parseLevel)
    .option('--run <n>', 'which run', positive)
    .option('--all', 'all of it, not only the last 64 KiB')
    .action((day: DataDay, level: string, options: { run?: number; all?: boolean }) =>
      run(async (session) => (await import('./readings.js')).log(session, day, level, options)),
    );
}

function verbCommands(program: Command, run: Run): void {
  program.commandsGroup('Interventions (each with --why):');
  const verb = (
    name: Verb,
    description: string,
    options: { receipts?: boolean; levels?: 'optional' } = {},
  ) => {
    const needsDay = options.receipts !== true;
    const needsLevel = needsDay && options.levels !== 'optional';
    const command = withReason(program.command(name).description(description))
      .argument(needsDay ? '<day>' : '[day]', 'product day', parseDay)
      .argument(needsLevel ? '<level>' : '[level]', 'level', parseLevel);
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
    .argument('<day>', 'product day', parseDay)
    .action((day: DataDay, given: { why: string; by?: string }) =>
      run(async (session) => (await import('./verbs.js')).openProductDay(session, day, given)),
    );
}

function withReason(command: Command): Command {
  return command
    .requiredOption('--why <text>', 'the reason, for the record', nonEmpty)
    .option('--by <name>', 'who decides (default: the login name)', nonEmpty);
}

function parseDay(text: string): DataDay {
  try {
    return dataDay(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function parseLevel(text: string): string {
  const level = text.toUpperCase();
  if (!/^L\d[A-Z]?$/.test(level))
    throw new InvalidArgumentError(`'${text}' is not a level; write for example L1.`);
  return level;
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}

function factor(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100))
    throw new InvalidArgumentError('It must be a number above 0, at most 100.');
  return value;
}

function words(text: string): string[] {
  return text.split(',').filter((word) => word !== '');
}

function nonEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

function packageVersion(): string {
  const text = readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
