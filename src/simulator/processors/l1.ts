import { dayOf, type DataDay } from '../../domain/data-day.js';
import { NOMINAL_TABLE, readTable, type CalibrationTable } from '../instrument/payload.js';
import { isoMillis } from '../instrument/slots.js';
import { msOfTai } from '../instrument/tai.js';
import { gainCorrections } from './calibration-events.js';
import { EngineeringSummary } from './engineering.js';
import { actFault } from './fault.js';
import { writeL1Products } from './l1-products.js';
import { level0Files, packetsOf, type Level0Files, type PacketFile } from './level0-reader.js';
import { LUN } from './luns.js';
import { OrbitRecords } from './orbit-reader.js';
import { currentRun, runProgram, type Run } from './run.js';
import { calibrate, joinTracks, type Tracks } from './tracks.js';
import { UnusableInput } from './unusable-input.js';

/** The demo L1 processor: packets, ephemeris and attitude to calibrated and located radiances of one day. */
export async function main(): Promise<void> {
  const run = currentRun();
  const paths = (lun: number) => run.inputs(lun).map(({ path }) => path);
  console.log(`L1 processor ${run.version}, data day ${run.day}`);
  const science = level0Files(paths(LUN.science));
  const engineering = level0Files(paths(LUN.engineering));
  const tables = level0Files(paths(LUN.table));
  if (science.packetFiles.length === 0)
    throw new UnusableInput('There is no file of science packets among the inputs.');
  const ephemeris = new OrbitRecords('MOPEPHN0', paths(LUN.ephemeris));
  const attitude = new OrbitRecords('MOPATTNF', paths(LUN.attitude));
  const corrections = await gainCorrections(paths(LUN.calibration));

  const parts = await calibrateAll(
    run,
    science.packetFiles,
    { ephemeris, attitude },
    tableOf(tables, corrections),
  );
  const tracks = joinTracks(parts);
  if (tracks.count === 0)
    throw new UnusableInput('No track of the day could be located: there is no ephemeris for any of them.');
  const summary = new EngineeringSummary();
  for (const { path } of engineering.packetFiles) summary.add(packetsOf(path));

  const made = newest([science.made, engineering.made, tables.made, ephemeris.made, attitude.made]);
  const last = tracks.times[tracks.count - 1]!;
  const range = [isoMillis(msOfTai(tracks.times[0]!)), isoMillis(msOfTai(last))] as const;
  const facts = { made: made ?? range[1], range };
  await writeL1Products(run, facts, { tracks, summary, level0: { science, engineering, tables } });
  console.log(`done: ${tracks.count} tracks of ${science.packetFiles.length} granules`);
}

async function calibrateAll(
  run: Run,
  files: readonly PacketFile[],
  pointing: { ephemeris: OrbitRecords; attitude: OrbitRecords },
  tableAt: (ms: number) => CalibrationTable,
): Promise<Tracks[]> {
  const parts: Tracks[] = [];
  for (const [index, { path, startMs }] of files.entries()) {
    console.log(`progress ${index + 1}/${files.length} MOP00SCI ${isoMillis(startMs).slice(11, 16)}`);
    // A real processor dies when it has been at work for a while.
    if (index === Math.min(2, files.length - 1)) await actFault(run.configuration.fault);
    if (!isOfDay(startMs, run.day)) {
      console.log(`left out: ${path} is of ${dayOf(startMs)}`);
      continue;
    }
    parts.push(
      calibrate(packetsOf(path), run.day, run.configuration.tracksPerSlot, pointing, tableAt(startMs)),
    );
  }
  return parts;
}

function isOfDay(ms: number, day: DataDay): boolean {
  return dayOf(ms) === day;
}

/** The latest table that began before the end of a granule, corrected; the nominal one when there is none. */
function tableOf(tables: Level0Files, corrections: readonly number[]): (ms: number) => CalibrationTable {
  const read = tables.packetFiles.flatMap(({ path, startMs }) => {
    const [packet] = packetsOf(path);
    const table = packet && readTable(packet.data);
    return table ? [{ startMs, table }] : [];
  });
  if (read.length === 0) console.log('no calibration table: the nominal one is used');
  return (ms) => {
    const { gains, offsets } =
      read.filter(({ startMs }) => startMs < ms + 7_200_000).at(-1)?.table ?? NOMINAL_TABLE;
    return { gains: gains.map((gain, channel) => gain / corrections[channel]!), offsets };
  };
}

function newest(times: readonly (string | undefined)[]): string | undefined {
  // The texts differ in their decimals, so they are compared as instants.
  const known = times.filter((time) => time !== undefined);
  return known.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
}

await runProgram(main);
