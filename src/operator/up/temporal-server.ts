import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { findTemporalCli } from '../../adapters/temporal-cli.js';
import { OperationsError } from '../../domain/failures.js';
import { NAMESPACE, SEARCH_ATTRIBUTES } from '../../domain/ids.js';

/** A Temporal server of the station's own. */
export interface TemporalServer {
  readonly address: string;
  readonly ui: string | null;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;
/** Twenty-five years: ended product days stay in the UI for the mission's life. */
const RETENTION_SECONDS = 9130 * 86_400;

/**
 * Starts the Temporal dev server on a SQLite file with write-ahead log, and makes namespace, retention and search
 * attributes what the station needs. Resolves when it answers.
 */
export async function startTemporal(options: {
  file: string;
  host: string;
  port: number;
  uiPort: number;
  logDirectory: string;
}): Promise<TemporalServer> {
  const log = await open(join(options.logDirectory, 'temporal.log'), 'a');
  const command = [
    findTemporalCli(),
    ...[
      'server',
      'start-dev',
      '--ip',
      options.host,
      '--port',
      String(options.port),
      '--ui-port',
      String(options.uiPort),
    ],
    ...['--db-filename', options.file, '--namespace', NAMESPACE, '--log-level', 'error'],
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=2'],
    ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
    ...['--dynamic-config-value', 'frontend.enableServerVersionCheck=false'],
    ...['--dynamic-config-value', 'frontend.WorkflowPauseEnabled=true'],
  ];
  // The kernel ends the server when this process dies, however it dies: two servers on one file would be its end.
  const [program, ...args] = [...(await dyingWithParent()), ...command];
  const child = spawn(program!, args, { stdio: ['ignore', log.fd, log.fd], detached: true });
  await log.close();
  const address = `${options.host}:${options.port}`;
  await prepareNamespace(address, () => child.exitCode !== null || child.signalCode !== null);
  return {
    address,
    ui: `http://${options.host}:${options.uiPort}`,
    child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const limit = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(limit);
    },
  };
}

/** Namespace with the station's retention, and its search attributes; whatever is there already stays. */
export async function prepareNamespace(address: string, ended: () => boolean = () => false): Promise<void> {
  const connection = await connectPatiently(address, ended);
  try {
    await patiently(ended, async () => {
      await connection.workflowService.updateNamespace({
        namespace: NAMESPACE,
        config: { workflowExecutionRetentionTtl: { seconds: RETENTION_SECONDS as never } },
      });
    });
    await patiently(ended, async () => {
      const { customAttributes } = await connection.operatorService.listSearchAttributes({
        namespace: NAMESPACE,
      });
      const missing = SEARCH_ATTRIBUTES.filter((name) => !(name in (customAttributes ?? {})));
      if (missing.length === 0) return;
      const keyword = 2;
      await connection.operatorService.addSearchAttributes({
        namespace: NAMESPACE,
        searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
      });
    });
  } finally {
    await connection.close();
  }
}

async function connectPatiently(address: string, ended: () => boolean): Promise<Connection> {
  let connection: Connection | undefined;
  await patiently(ended, async () => {
    connection = await Connection.connect({ address, connectTimeout: 2_000 });
  });
  return connection!;
}

/** A server that is just starting refuses for a while; this waits for its first answer. */
async function patiently(ended: () => boolean, work: () => Promise<void>): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (ended())
        throw new OperationsError(
          'STATION_CONFIG',
          'The Temporal server has ended at once; read log/temporal.log of the home.',
          [],
          { cause: error },
        );
      if (Date.now() > limit) throw error;
      await pause(100);
    }
  }
}

async function dyingWithParent(): Promise<string[]> {
  const setpriv = '/usr/bin/setpriv';
  return access(setpriv).then(
    () => [setpriv, '--pdeathsig', 'TERM'],
    () => [],
  );
}
