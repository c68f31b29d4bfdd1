import { Option, type Command } from 'commander';
import type { DataDay } from '../../domain/data-day.js';
import { countArgument, dayArgument, numberArgument, placeArgument, shareArgument } from './arguments.js';
import { FLIGHT_DEFAULTS, TERRAINS, type FlightOptions } from '../../simulator/flight/options.js';
import { SENSORS } from '../../domain/scops/delivery.js';
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
  flightCommand(group, run);
}

/** `simulate flight`: a delivery of flight lines, as orders are processed from. */
function flightCommand(group: Command, run: Run): void {
  const { lines, samples, scans, bands, seed, heading, altitude, sigma } = FLIGHT_DEFAULTS;
  group
    .command('flight')
    .description('make a delivery of airborne flight lines over a ground that is known')
    .argument('<folder>', "where the project's folder is made")
    .option('--project <code>', 'the project', FLIGHT_DEFAULTS.project)
    .option('--lines <n>', 'flight lines', countArgument, lines)
    .option('--samples <n>', 'pixels across', countArgument, samples)
    .option('--scans <n>', 'scans along', countArgument, scans)
    .option('--bands <n>', 'bands', countArgument, bands)
    .option('--seed <n>', "seed of the aircraft's motions", countArgument, seed)
    .addOption(
      new Option('--sensor <letter>', 'f fenix, e eagle, h hawk, o owl')
        .choices(Object.keys(SENSORS))
        .default(FLIGHT_DEFAULTS.sensor),
    )
    .option('--heading <degrees>', 'of the first line, from north', numberArgument(0, 360), heading)
    .option('--altitude <metres>', 'above the ellipsoid', numberArgument(600, 12_000), altitude)
    .option('--centre <lat,lon>', 'the middle of the flight', placeArgument, FLIGHT_DEFAULTS.centre)
    .option('--sigma <degrees>', 'amplitude of roll; 0 is level flight', numberArgument(0, 10), sigma)
    .addOption(
      new Option('--terrain <kind>', 'how the ground lies')
        .choices(TERRAINS)
        .default(FLIGHT_DEFAULTS.terrain),
    )
    .action((folder: string, options: Partial<FlightOptions>) =>
      run(async (session) => (await import('./simulate-flight.js')).simulateFlight(session, folder, options)),
    );
}
