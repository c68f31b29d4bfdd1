import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readMission } from '../adapters/station/mission-file.js';
import { startDaac, type DaacOptions } from './daac/daac.js';
import { simulatorOptionsSchema } from './program-options.js';

/*
 * The simulated DAAC as a program of its own: `node dist/simulator/main.js '<options>'`, or the options in
 * SIPSTREAM_SIMULATOR. It writes one JSON line per event to standard output and ends on SIGTERM, SIGINT, or when its
 * standard input ends: it does not outlive the station that started it. Exit status 0, or 1 after a defect, 2 for wrong
 * options.
 */

const STOP_LIMIT_MS = 5_000;

const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

async function run(text: string): Promise<number> {
  const ending = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    process.stdin.once('close', () => resolve());
    process.stdin.once('end', () => resolve());
    process.stdin.resume();
    // Nobody reads any more: whoever started this is gone.
    process.stdout.on('error', () => resolve());
  });
  const { missionFile, ...rest } = simulatorOptionsSchema.parse(JSON.parse(text));
  const mission = await readMission(missionFile);
  const options = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const daac = await startDaac({
    ...(options as unknown as Omit<DaacOptions, 'mission'>),
    mission,
    log: (line) => say({ kind: 'log', line }),
    onEvent: say,
  });
  daac.done.then(
    () => say({ kind: 'done' }),
    () => undefined, // `ended` tells why.
  );
  const error = await Promise.race([ending, daac.ended]).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  // A mail server that does not answer must not keep this alive: what it has not taken is sent by the next start.
  await Promise.race([daac.stop(), sleep(STOP_LIMIT_MS)]);
  if (error === undefined) return 0;
  say({ kind: 'failed', error: String(error) });
  return 1;
}

const text = process.argv[2] ?? process.env['SIPSTREAM_SIMULATOR'];
if (text === undefined) {
  process.stderr.write('Give the options as JSON, as the argument or in SIPSTREAM_SIMULATOR.\n');
  process.exitCode = 2;
} else {
  run(text).then(
    (status) => process.exit(status),
    (error: unknown) => {
      process.stderr.write(`The simulated DAAC cannot start: ${String(error)}\n`);
      process.exit(error instanceof z.ZodError || error instanceof SyntaxError ? 2 : 1);
    },
  );
}
