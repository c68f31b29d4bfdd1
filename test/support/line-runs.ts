import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { hasCode } from '../../src/adapters/files/io-error.js';
import { readStat } from '../../src/adapters/processor/process-identity.js';
import { recordPath, readRecord, type ProgramRecord } from '../../src/adapters/processor/run-records.js';
import type { TestStation } from './station.js';

/** The programs of an order's lines, by the records of their runs. */
export class LineRuns {
  constructor(
    private readonly station: () => TestStation,
    private readonly folder: string,
  ) {}

  /** The directory of a run: `place` is `<line>/<step> <product>`, or `bundle`. */
  directory(place: string, run = 1): string {
    return join(this.folder, 'runs', place, String(run));
  }

  /** Every run that was ever asked for, `place run`, sorted. */
  async all(): Promise<string[]> {
    const names = await readdir(join(this.folder, 'runs'), { recursive: true });
    return names
      .filter((name) => basename(name) === basename(recordPath('', 'run')))
      .map((name) => `${dirname(dirname(name))} ${basename(dirname(name))}`)
      .sort();
  }

  /** Waits until the program of a run is there, and stops it where it is; it must not have ended. Gives its process. */
  async frozen(place: string, run = 1): Promise<ProgramRecord['process']> {
    const directory = this.directory(place, run);
    const { process: program } = await this.station().until(
      `${place} runs`,
      () => readRecord(directory, 'program'),
      5,
    );
    const ended = () => new Error(`${place} had ended before it could be caught.`);
    try {
      process.kill(-program.pid, 'SIGSTOP');
    } catch (error) {
      throw hasCode(error, 'ESRCH') ? ended() : error;
    }
    await this.station().until(
      `${place} is stopped`,
      async () => {
        const stat = await readStat(program.pid);
        if (stat?.startTicks !== program.startTicks) throw ended();
        return stat.state === 'T';
      },
      5,
    );
    return program;
  }

  /** Lets a program go on that was stopped. */
  thaw({ pid }: ProgramRecord['process']): void {
    process.kill(-pid, 'SIGCONT');
  }
}

/** Kills the workers, as the system does that runs out of memory; gives when others are there. */
export async function killWorkers(station: TestStation): Promise<void> {
  const workers = station.running.station.processes.find(({ name }) => name === 'workers')!;
  const before = workers.pid!;
  process.kill(before, 'SIGKILL');
  await station.until('there are other workers', () =>
    Promise.resolve(workers.pid !== undefined && workers.pid !== before),
  );
}

/** Does something while no worker lives: each that is started is killed before it can work. Others come afterwards. */
export async function withoutWorkers<T>(station: TestStation, work: () => Promise<T>): Promise<T> {
  const workers = station.running.station.processes.find(({ name }) => name === 'workers')!;
  const kill = () => {
    if (workers.pid !== undefined && existsSync(`/proc/${workers.pid}`)) process.kill(workers.pid, 'SIGKILL');
  };
  let isOver = false;
  const killing = (async () => {
    for (; !isOver; await pause(20)) kill();
  })();
  try {
    return await work();
  } finally {
    isOver = true;
    await killing;
  }
}
