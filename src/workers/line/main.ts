/**
 * A whole flight line as one program, for job systems: `-l LINE -c CFG -s SENSOR -o FOLDER [-m] [-b]`, as SCOPS calls its own.
 * What to do is in the plan of the order's folder. A step whose output is there is not done again, so a job that is sent
 * after one that died goes on where that ended. Exit status 0 when every product is packed, 1 else.
 */
import { parseArgs } from 'node:util';
import { asRun } from '../../adapters/processor/run-self.js';
import { readPlan } from '../../airborne/plan/order-plan.js';
import { processLine } from './process-line.js';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      line: { type: 'string', short: 'l' },
      config: { type: 'string', short: 'c' },
      sensor: { type: 'string', short: 's' },
      output: { type: 'string', short: 'o' },
      main: { type: 'boolean', short: 'm' },
      bandmaths: { type: 'boolean', short: 'b' },
    },
  });
  const { line, output } = values;
  if (line === undefined || output === undefined) {
    process.stderr.write('usage: sipstream-line -l LINE -c CFG -s SENSOR -o FOLDER [-m] [-b]\n');
    return 2;
  }
  return asRun(process.env['SIPSTREAM_RUN_DIRECTORY'], async (signal) =>
    processLine(await readPlan(output), line, signal),
  );
}

process.exitCode = await main();
