import { Option, type Command } from 'commander';
import type { DataDay } from '../../domain/data-day.js';
import { FAILURES, type FailureCode } from '../../domain/failures.js';
import { STANDINGS } from '../words/states.js';
import { countArgument, dayArgument, levelArgument, pastArgument, yearArgument } from './arguments.js';
import type { Run } from './program.js';

/** The commands that only read. */
export function readingCommands(program: Command, run: Run): void {
  program
    .command('status')
    .description('what is open, the held first, and how the station stands')
    .option('--watch', 'stay, and show what changes; q ends')
    .action((options: { watch?: boolean }) =>
      run(async (session) =>
        options.watch
          ? (await import('./watch-status.js')).watchStatus(session)
          : (await import('./status.js')).status(session),
      ),
    );
  program
    .command('why')
    .description('what a day waits for, until when, what happens then, and what would change it')
    .argument('[day]', 'product day', dayArgument)
    .argument('[level]', 'level', levelArgument)
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
    .argument('<day>', 'product day', dayArgument)
    .action((day: DataDay) => run(async (session) => (await import('./readings.js')).day(session, day)));
  calendarCommand(program, run);
  program
    .command('files')
    .description('what the archive has of a day')
    .argument('<day>', 'product day', dayArgument)
    .action((day: DataDay) => run(async (session) => (await import('./readings.js')).files(session, day)));
  program
    .command('messages')
    .description('what came from the DAAC, the newest first')
    .addOption(
      new Option('--state <state>', 'only those').choices(['kept', 'acted', 'recorded', 'quarantined']),
    )
    .option('--kind <kind>', 'only DN, SN, PAN, PDRD …')
    .addOption(new Option('--limit <n>', 'at most so many').argParser(countArgument).default(100))
    .action((options: { state?: string; kind?: string; limit?: number }) =>
      run(async (session) => (await import('./readings.js')).messages(session, options)),
    );
  decisionCommands(program, run);
  digestCommand(program, run);
  program
    .command('log')
    .description('what the processor wrote, the newest run unless --run says which')
    .argument('<day>', 'product day', dayArgument)
    .argument('<level>', 'level', levelArgument)
    .option('--run <n>', 'which run', countArgument)
    .option('--all', 'all of it, not only the last 64 KiB')
    .action((day: DataDay, level: string, options: { run?: number; all?: boolean }) =>
      run(async (session) => (await import('./readings.js')).log(session, day, level, options)),
    );
}

function calendarCommand(program: Command, run: Run): void {
  program
    .command('calendar')
    .description('how every level of every day stands, one character each')
    .option('--year [year]', 'that year; without a number, twelve months instead of two', yearArgument)
    .addOption(new Option('--state <state>', 'only levels that stand so').choices(Object.keys(STANDINGS)))
    .option('--made-with <N.n.i>', 'only levels that were made with this version')
    .addOption(
      new Option('--held-for <code>', 'only levels that are held for this').choices(Object.keys(FAILURES)),
    )
    .action((options: CalendarOptions) =>
      run(async (session) => {
        const { year, state, madeWith, heldFor } = options;
        return (await import('./calendar.js')).calendar(session, {
          ...(year !== undefined && { year }),
          ...(state !== undefined && { state }),
          ...(madeWith !== undefined && { version: madeWith }),
          ...(heldFor !== undefined && { heldFor }),
        });
      }),
    );
}

interface CalendarOptions {
  readonly year?: number | true;
  readonly state?: keyof typeof STANDINGS;
  readonly madeWith?: string;
  readonly heldFor?: FailureCode;
}

/** What operators decided. */
function decisionCommands(program: Command, run: Run): void {
  const load = () => import('./decisions.js');
  program
    .command('interventions')
    .description('what operators did, who and why, the newest first')
    .option('--day <day>', 'only those about that product day', dayArgument)
    .addOption(new Option('--limit <n>', 'at most so many').argParser(countArgument).default(100))
    .action((options: { day?: DataDay; limit: number }) =>
      run(async (session) => (await load()).interventions(session, options)),
    );
  program
    .command('gaps')
    .description('the known gaps: times during which inputs were never made')
    .action(() => run(async (session) => (await load()).gaps(session)));
  program
    .command('processors')
    .description('which version of its processor a level gets, from which day on')
    .action(() => run(async (session) => (await load()).processors(session)));
}

function digestCommand(program: Command, run: Run): void {
  program
    .command('digest')
    .description('the daily mail: done, held, late, what the DAAC owes; of the last 24 hours')
    .addOption(
      new Option('--day <day>', 'what happened on that day (UTC)').argParser(dayArgument).conflicts('since'),
    )
    .option('--since <time>', 'what happened since then: ISO 8601 in UTC, or 72h', pastArgument)
    .option('--mail', 'mail it to the operators')
    .action((options: { day?: DataDay; since?: number; mail?: boolean }) =>
      run(async (session) => (await import('./digest.js')).digest(session, options)),
    );
}
