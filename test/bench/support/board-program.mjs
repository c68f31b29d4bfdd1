// The compiled board over one ledger, as a process of its own: node board-program.mjs DIST LEDGER MISSION_FILE NOW
// Prints its address, and ends when its standard input does.
import { dirname, join } from 'node:path';
import process from 'node:process';

const [dist, location, missionFile, now] = process.argv.slice(2);
const load = (path) => import(join(dist, path));
const { openLedger } = await load('ledger/open.js');
const { readMission } = await load('adapters/station/mission-file.js');
const { configSchema, stationPaths } = await load('adapters/station/config.js');
const { startBoard } = await load('operator/board/board.js');
const ledger = await openLedger(location);
const paths = stationPaths(dirname(location), configSchema.parse({}));
const board = await startBoard({
  ledger,
  mission: await readMission(missionFile),
  archive: paths.archive,
  paths,
  host: '127.0.0.1',
  port: 0,
  station: () => undefined,
  now: () => Number(now),
  onError: (error) => process.stderr.write(`${error.stack}\n`),
});
process.stdout.write(`${board.url}\n`);
process.stdin.resume().on('end', async () => {
  await board.stop();
  await ledger.close();
});
