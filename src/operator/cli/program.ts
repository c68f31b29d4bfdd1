import { Command, CommanderError } from 'commander';
import { packageVersion } from '../../adapters/package-version.js';
import { completionCommands } from './completion-commands.js';
import { Session, type GlobalOptions, type Io } from './io.js';
import { keepingCommands } from './keeping-commands.js';
import { missionVerbCommands } from './mission-verb-commands.js';
import { projectCommands } from './project-commands.js';
import { orderCommands } from './order-commands.js';
import { provenanceCommand } from './provenance-command.js';
import { readingCommands } from './reading-commands.js';
import { reportError } from './report-error.js';
import { simulateCommands } from './simulate-commands.js';
import { stationCommands } from './station-commands.js';
import { userCommands } from './user-commands.js';
import { verbCommands } from './verb-commands.js';

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

/** Carries out one command: gives it what the command line says everywhere, and takes its exit status. */
export type Run = (action: (session: Session) => Promise<number>) => Promise<void>;

function commandTree(io: Io, exit: (code: number) => void): Command {
  const program = new Command('sipstream')
    .description('Operates the product days of a satellite data processing facility.')
    .version(packageVersion())
    .option('--home <dir>', 'home of the station (default: $SIPSTREAM_HOME, else var in the checkout)')
    .option('--json', 'answer with one JSON document')
    .option('--mission <name>', 'short name of the mission; of `up` and `ledger rebuild`: its mission file')
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('See --help.')
    .exitOverride();
  const run: Run = async (action) => {
    exit(await action(new Session(io, program.opts<GlobalOptions>())));
  };

  program.commandsGroup('Station:');
  stationCommands(program, run);
  userCommands(program, run);
  projectCommands(program, run);
  keepingCommands(program, run);
  program.commandsGroup('Reading:');
  readingCommands(program, run);
  provenanceCommand(program, run);
  program.commandsGroup('Interventions (each with --why):');
  verbCommands(program, run);
  missionVerbCommands(program, run);
  program.commandsGroup('Flight lines on order:');
  orderCommands(program, run);
  program.commandsGroup('Simulator:');
  simulateCommands(program, run);
  program.commandsGroup('Shell:');
  completionCommands(program, run);
  return program;
}
