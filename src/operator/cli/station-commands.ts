import { Option, type Command } from 'commander';
import type { DataDay } from '../../domain/data-day.js';
import { countArgument, dayArgument, shareArgument, wordsArgument } from './arguments.js';
import type { Run } from './program.js';

interface UpCommand {
  readonly demo?: boolean;
  readonly days?: number;
  readonly from?: DataDay;
  readonly faults?: string[];
  readonly scale?: number;
  readonly seed?: number;
  readonly exit?: boolean;
  readonly config?: string;
}

/** `up` and `doctor`. */
export function stationCommands(program: Command, run: Run): void {
  program
    .command('up')
    .description('start the station; --demo adds a simulated DAAC')
    .option('--demo', 'add the simulated DAAC, which pushes the days that are asked for')
    .addOption(new Option('--days <n>', 'how many demo days (default: 1)').argParser(countArgument))
    .option('--from <day>', 'first demo day', dayArgument)
    .option('--faults <list>', 'faults of the simulated DAAC, separated by commas', wordsArgument)
    .option('--scale <share>', 'size of the demo files, 1 being that of the real ones', shareArgument)
    .option('--seed <n>', 'seed of everything that the demo draws by lot', countArgument)
    .option('--exit', 'end when every demo day is accepted (0), or when one holds (1)')
    .option('--config <file>', 'configuration file (default: station.yaml in the home)')
    .action((options: UpCommand) =>
      run(async (session) => {
        const { up } = await import('../up/up.js');
        const { mission } = session.options;
        const { config, demo = false, exit = false, faults = [], ...plan } = options;
        return up({
          ...plan,
          home: session.home,
          ...(mission !== undefined && { missionFile: mission }),
          ...(config !== undefined && { configFile: config }),
          demo,
          faults,
          exit,
        });
      }),
    );
  program
    .command('doctor')
    .description('check what the station needs, and say how to get what is missing')
    .action(() => run(async (session) => (await import('./readings.js')).doctor(session)));
}
