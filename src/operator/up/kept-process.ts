import { fork, type ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { stopChild } from './stop-child.js';

/** A process of the station that is started anew when it dies, as a service manager would. */
export interface KeptProcess {
  readonly name: string;
  /** What the process said of itself when it answered last. */
  readonly about: Record<string, unknown>;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const STOP_LIMIT_MS = 20_000;

/**
 * Starts a program of the station and resolves when it answers. It is told over its channel to stop, and ends by itself
 * when this process is gone. Rejects when it ends before it has ever answered.
 */
export async function keepProcess(options: {
  name: string;
  module: string;
  args?: readonly string[];
  environment: (about: Record<string, unknown>) => NodeJS.ProcessEnv;
  logFile: string;
  onEnd?: (how: string) => void;
}): Promise<KeptProcess> {
  let child: ChildProcess | undefined;
  let about: Record<string, unknown> = {};
  let stopping = false;
  let pause = PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;

  const start = (): ChildProcess => {
    const log = openSync(options.logFile, 'a');
    const started = fork(options.module, [...(options.args ?? [])], {
      env: options.environment(about),
      stdio: ['ignore', log, log, 'ipc'],
      // A process group of its own: Ctrl-C reaches the station, which then stops its processes in order.
      detached: true,
    });
    closeSync(log);
    started.on('message', (message: { ready?: boolean }) => {
      if (message.ready) {
        about = message as Record<string, unknown>;
        pause = PAUSE_MS;
      }
    });
    started.once('exit', (code, signal) => {
      if (stopping) return;
      options.onEnd?.(signal ?? `exit status ${code}`);
      timer = setTimeout(() => {
        child = start();
      }, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    });
    return started;
  };

  child = start();
  await new Promise<void>((resolve, reject) => {
    child!.on('message', (message: { ready?: boolean }) => message.ready && resolve());
    child!.once('exit', (code) => {
      if (about['ready']) return;
      stopping = true;
      reject(
        new Error(`${options.name} ended with status ${code} before it answered; read ${options.logFile}.`),
      );
    });
  });

  return {
    name: options.name,
    get about() {
      return about;
    },
    get pid() {
      return child?.pid;
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await stopChild(child, STOP_LIMIT_MS);
    },
  };
}
