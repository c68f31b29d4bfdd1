import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { findTemporalCli } from '../../adapters/temporal-cli.js';
import { OperationsError } from '../../domain/failures.js';
import { NAMESPACE, SEARCH_ATTRIBUTES } from '../../domain/ids.js';
import { stopChild } from './stop-child.js';

/** A Temporal server of the station's own; one that dies is started anew at the same address. */
export interface TemporalServer {
  readonly address: string;
  readonly ui: string | null;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;
const RESTART_MS = 500;
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
  say: (line: string) => void;
}): Promise<TemporalServer> {
  const command = [
    findTemporalCli(),
    ...['server', 'start-dev', '--ip', options.host],
    ...['--port', String(options.port), '--ui-port', String(options.uiPort)],
    ...['--db-filename', options.file, '--namespace', NAMESPACE, '--log-level', 'error'],
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=2'],
    ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
    ...['--dynamic-config-value', 'frontend.enableServerVersionCheck=false'],
    ...['--dynamic-config-value', 'frontend.WorkflowPauseEnabled=true'],
    // One worker process has nothing from four partitions of a task queue but tasks that go round by way of the disk.
    ...['--dynamic-config-value', 'matching.numTaskqueueReadPartitions=1'],
    ...['--dynamic-config-value', 'matching.numTaskqueueWritePartitions=1'],
  ];
  // The server makes much garbage and holds little: looking for it less often costs memory that a station has.
  const environment = { GOGC: '400', ...process.env };
  // The kernel ends the server when this process dies, however it dies: two servers on one file would be its end.
  const [program, ...args] = [...(await dyingWithParent()), ...command];
  const log = createWriteStream(join(options.logDirectory, 'temporal.log'), { flags: 'a' });
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;

  const launch = (): ChildProcess => {
    const started = spawn(program!, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: environment,
    });
    started.stdout.pipe(log, { end: false });
    started.stderr.pipe(log, { end: false });
    return started;
  };
  let child = launch();
  await untilAnswering(child);
  const keep = (running: ChildProcess): void => {
    running.once('exit', (code, signal) => {
      if (stopping) return;
      options.say(`The Temporal server ended (${signal ?? `exit status ${code}`}) and is started anew.`);
      timer = setTimeout(() => {
        child = launch();
        keep(child);
      }, RESTART_MS);
    });
  };
  keep(child);

  const address = `${options.host}:${options.port}`;
  const server: TemporalServer = {
    address,
    ui: `http://${options.host}:${options.uiPort}`,
    get pid() {
      return child.pid;
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await stopChild(child, 10_000);
      log.end();
    },
  };
  try {
    await prepareNamespace(address);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/** The server says where it is when it has its port; another program on that port must not be taken for it. */
async function untilAnswering(child: ChildProcess): Promise<void> {
  let words = '';
  const said = new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      words += chunk.toString();
      if (/^Temporal Server:/m.test(words)) resolve();
    });
    child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.once('error', reject);
    child.once('exit', () =>
      reject(
        new OperationsError(
          'STATION_CONFIG',
          `The Temporal server does not start: ${words.trim() || 'it says nothing'}.`,
        ),
      ),
    );
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
  await said.finally(() => clearTimeout(limit));
}

/** Namespace with the station's retention, and its search attributes; whatever is there already stays. */
export async function prepareNamespace(address: string): Promise<void> {
  const connection = await connectPatiently(address);
  try {
    await patiently(async () => {
      await connection.workflowService.updateNamespace({
        namespace: NAMESPACE,
        config: { workflowExecutionRetentionTtl: { seconds: RETENTION_SECONDS as never } },
      });
    });
    await patiently(async () => {
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

async function connectPatiently(address: string): Promise<Connection> {
  let connection: Connection | undefined;
  await patiently(async () => {
    connection = await Connection.connect({ address, connectTimeout: 2_000 });
  });
  return connection!;
}

/** A server that is just starting refuses for a while; this waits for its first answer. */
async function patiently(work: () => Promise<void>): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
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
