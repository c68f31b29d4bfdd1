import { InvalidArgumentError, Option, type Command } from 'commander';
import { countArgument, textArgument } from './arguments.js';
import type { EquationOptions, ForClientOptions, OrderVerbOptions } from './orders.js';
import type { Run } from './program.js';
import { withReason } from './verb-commands.js';

/** `order …`: flight lines on order. */
export function orderCommands(program: Command, run: Run): void {
  const group = program
    .command('order')
    .description('flight lines on order: what scientists order, and how it stands');
  documentCommands(group, run);
  readingCommands(group, run);
  clientCommands(group, run);
  verbCommands(group, run);
}

/** Orders as files. */
function documentCommands(group: Command, run: Run): void {
  const load = () => import('./order-files.js');
  group
    .command('submit')
    .description('order what a file says: JSON, or a .cfg of SCOPS')
    .argument('<file>', 'the order')
    .option('--by <name>', 'who orders (default: the login name)', textArgument)
    .option('--dry-run', 'check it and estimate what it takes, and do nothing')
    .action((file: string, options: { by?: string; dryRun?: boolean }) =>
      run(async (session) => (await load()).submit(session, file, options)),
    );
  group
    .command('import')
    .description('a .cfg of SCOPS as the JSON document of its order; nothing is ordered')
    .argument('<file>', 'the .cfg')
    .action((file: string) => run(async (session) => (await load()).importCfg(session, file)));
  group
    .command('export')
    .description('an order as its JSON document, to be ordered again')
    .argument('<id>', 'the order', textArgument)
    .option('--cfg', 'as a .cfg of SCOPS')
    .action((id: string, options: { cfg?: boolean }) =>
      run(async (session) => (await load()).exportOrder(session, id, options.cfg === true)),
    );
}

function readingCommands(group: Command, run: Run): void {
  const load = () => import('./order-readings.js');
  group
    .command('list')
    .description('the orders, the newest first')
    .option('--project <code>', 'only those of a project', textArgument)
    .option('--open', 'only those that have not ended')
    .addOption(new Option('--limit <n>', 'at most so many').argParser(countArgument).default(100))
    .action((options: { project?: string; open?: boolean; limit: number }) =>
      run(async (session) => (await load()).list(session, options)),
    );
  group
    .command('show')
    .description('an order: what it waits for, its products, how far they are')
    .argument('<id>', 'the order', textArgument)
    .action((id: string) => run(async (session) => (await load()).show(session, id)));
}

/** What a client says, said for them. */
function clientCommands(group: Command, run: Run): void {
  const load = () => import('./orders.js');
  const forClient = (command: Command) =>
    command
      .requiredOption('--why <text>', 'the reason, for the record', textArgument)
      .option('--by <name>', 'who says so (default: the login name)', textArgument);
  forClient(group.command('confirm').description("confirm an order in its client's place"))
    .argument('<id>', 'the order', textArgument)
    .action((id: string, options: ForClientOptions) =>
      run(async (session) => (await load()).confirm(session, id, options)),
    );
  forClient(
    group.command('equations').description('the equations step: formulas and plugins, all that are wanted'),
  )
    .argument('<id>', 'the order', textArgument)
    .option(
      '--add <NAME=EXPRESSION...>',
      'a formula, such as "ndvi=(band4-band3)/(band4+band3)"',
      equationArgument,
    )
    .option('--plugin <name...>', 'a plugin')
    .option('--lines <line...>', 'for these lines (default: all)')
    .action((id: string, options: EquationOptions) =>
      run(async (session) => (await load()).equations(session, id, options)),
    );
  const dem = forClient(group.command('dem').description('other elevations for an order'))
    .argument('<id>', 'the order', textArgument)
    .addOption(new Option('--mosaic <name>', 'one of the station: aster, srtm, …').conflicts('file'))
    .option('--file <path>', 'a DEM of this machine, its header beside it')
    .option('--force', 'take it though it may not cover the flight');
  dem.action(
    (id: string, options: ForClientOptions & { mosaic?: string; file?: string; force?: boolean }) => {
      if (options.mosaic === undefined && options.file === undefined)
        dem.error('error: say either --mosaic NAME or --file PATH');
      return run(async (session) => (await load()).dem(session, id, options));
    },
  );
}

/** Operators' verbs. */
function verbCommands(group: Command, run: Run): void {
  const load = () => import('./orders.js');
  const verb = (command: Command) => withReason(command).argument('<id>', 'the order', textArgument);
  verb(group.command('dem-confirmed').description('the DEM that the client put on FTP is there'))
    .requiredOption('--file <path>', 'where it lies', textArgument)
    .action((id: string, options: OrderVerbOptions & { file: string }) =>
      run(async (session) => (await load()).demConfirmed(session, id, options)),
    );
  for (const [name, description] of [
    ['cancel', 'end an order; of a line: pack the order without it'],
    ['retry', 'try again from the first stage whose output is not there'],
    ['hold', 'stop before the next stage'],
    ['release', 'end a hold'],
  ] as const)
    verb(group.command(name).description(description))
      .argument('[line]', 'only that line', textArgument)
      .action((id: string, line: string | undefined, options: OrderVerbOptions) =>
        run(async (session) => (await load()).giveOrderVerb(session, name, { order: id, line }, options)),
      );
}

function equationArgument(
  text: string,
  before: readonly { name: string; expression: string }[] = [],
): { name: string; expression: string }[] {
  const at = text.indexOf('=');
  if (at < 1 || text[at + 1] === '=') throw new InvalidArgumentError('Write it as NAME=EXPRESSION.');
  return [...before, { name: text.slice(0, at).trim(), expression: text.slice(at + 1).trim() }];
}
