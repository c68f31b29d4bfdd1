import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { NAMESPACE } from '../../src/domain/ids.js';
import { startTemporal } from '../../src/operator/up/temporal-server.js';
import { freePorts } from './running-station.js';

const HOST = '127.0.0.1';

/** A Temporal server as a station has it, without the station. */
export interface Engine {
  /** Its namespace is the station's: a worker has to be told. */
  readonly environment: TestWorkflowEnvironment;
  stop(): Promise<void>;
}

/** Starts the server as `sipstream up` does: the kit's own starter gives up after 5 seconds. */
export async function startEngine(): Promise<Engine> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const directory = await mkdtemp(join(tmpdir(), 'sipstream-engine-'));
  const [port, uiPort] = await freePorts(2);
  const server = await startTemporal({
    file: join(directory, 'temporal.sqlite'),
    host: HOST,
    port: port!,
    uiPort: uiPort!,
    logDirectory: directory,
    say: () => undefined,
  });
  const environment = await TestWorkflowEnvironment.createFromExistingServer({
    address: server.address,
    namespace: NAMESPACE,
  });
  return {
    environment,
    async stop() {
      await environment.teardown();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
