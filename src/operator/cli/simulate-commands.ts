import { Option, type Command } from 'commander';
import type { DataDay } from '../../domain/data-day.js';
import { countArgument, dayArgument, shareArgument } from './arguments.js';
import type { Run } from './program.js';
import type { DayOptions } from './simulate.js';

/** `simulate …`: the DAAC by hand. */
export function simulateCommands(program: Command, run: Run): void {
  const group = program.command('simulate').description('the other side by hand: what the DAAC would do');
  const load = () => import('./simulate.js');
  group
    .command('day')
    .description('push all inputs of a day, with their notices')
    .argument('<day>', 'product day', dayArgument)
    .option('--seed <n>', 'seed of what is drawn by lot', countArgument)
    .option('--scale <share>', 'size of the files, 1 being that of the real ones', shareArgument)
    .option('--production <n>', 'how often the granules were produced before: makes new files', countArgument)
    .option('--without <granule...>', 'leave these out: TYPE/YYYY-MM-DD[/HHMM], TYPE/HHMM or TYPE')
    .addOption(
      new Option('--only <granule...>', 'only these, each with a notice of its own').conflicts('without'),
    )
    .action((day: DataDay, options: DayOptions) =>
      run(async (session) => (await load()).simulateDay(session, day, options)),
    );
  group
    .command('push')
    .description('push one file into pickup')
    .argument('<file>', 'a file of this machine')
    .option('--as <name>', 'under another name')
    .action((file: string, options: { as?: string }) =>
      run(async (session) => (await load()).simulatePush(session, file, options.as)),
    );
  group
    .command('dn')
    .description('announce files of this machine as one granule')
    .argument('<type>', 'input type, for example MOP00SCI')
    .argument('<files...>', 'files of this machine')
    .option('--push', 'push them first')
    .action((type: string, files: string[], options: { push?: boolean }) =>
      run(async (session) => (await load()).simulateNotice(session, type, files, options.push ?? false)),
    );
  group
    .command('pan')
    .description('answer a PDR with a short PAN')
    .argument('<pdr>', 'name of the PDR')
    .argument('[disposition]', 'what the DAAC says (default: SUCCESSFUL)')
    .action((pdr: string, disposition: string | undefined) =>
      run(async (session) => (await load()).simulatePan(session, pdr, disposition)),
    );
  group
    .command('pdrd')
    .description('refuse a PDR with a short PDRD')
    .argument('<pdr>', 'name of the PDR')
    .argument('<disposition>', 'what the DAAC says')
    .action((pdr: string, disposition: string) =>
      run(async (session) => (await load()).simulatePdrd(session, pdr, disposition)),
    );
  group
    .command('release')
    .description('let the simulated DAAC do what a fault holds back')
    .argument('<fault>', 'name of the fault')
    .action((fault: string) => run(async (session) => (await load()).simulateRelease(session, fault)));
}
