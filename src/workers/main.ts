/** A worker process: `node dist/workers/main.js [orchestrator|processing|delivery …]`; all roles when none is named. */
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { untilTold, ready, reportAndExit } from './process.js';
import { openStation, processOptions } from './station-context.js';
import { createWorkers, ROLES, type Role } from './workers.js';

async function main(): Promise<void> {
  Runtime.install({
    logger: new DefaultLogger('WARN'),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
    // Whoever started this process says when it stops: see untilTold.
    shutdownSignals: [],
  });
  const named = process.argv
    .slice(2)
    .filter((name): name is Role => (ROLES as readonly string[]).includes(name));
  const options = processOptions();
  const { context, close } = await openStation(options);
  const connection = await NativeConnection.connect({ address: options.temporal });
  const workers = await createWorkers(context, connection, named.length > 0 ? named : ROLES);
  const running = Promise.all(workers.map((worker) => worker.run()));
  ready();
  await Promise.race([untilTold(), running]);
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  await running;
  await connection.close();
  await close();
  process.disconnect?.();
}

main().catch(reportAndExit);
