import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openRegular } from '../../adapters/files/safe-open.js';
import type { DataDay } from '../../domain/data-day.js';
import { CommandError } from '../reading/command-error.js';

/** What is shown of a log unless all of it is asked for. */
const TAIL_BYTES = 64 * 1024;

/** One log file of a run. */
export interface LogText {
  readonly path: string;
  readonly text: string;
  /** Bytes before `text` that were left out. */
  readonly leftOut: number;
}

/** What a run of a processor wrote. */
export interface RunLog {
  readonly day: DataDay;
  readonly level: string;
  readonly run: number;
  /** Every run that has a log. */
  readonly runs: readonly number[];
  readonly out: LogText | null;
  readonly err: LogText | null;
}

/** Reads the log of a run, the newest unless `run` says which; the last 64 KiB of each file unless `all`. */
export async function readRunLog(
  logDirectory: string,
  day: DataDay,
  level: string,
  options: { readonly run?: number; readonly all?: boolean },
): Promise<RunLog> {
  const directory = join(logDirectory, 'processors', day, level);
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const runs = [...new Set(names.flatMap((name) => /^run-(\d+)\.(?:out|err)$/.exec(name)?.[1] ?? []))]
    .map(Number)
    .sort((a, b) => a - b);
  const run = options.run ?? runs.at(-1);
  if (run === undefined || !runs.includes(run)) {
    const have = runs.length > 0 ? `There are logs of ${runs.map((one) => `run ${one}`).join(', ')}.` : '';
    const what = options.run === undefined ? `no log of ${level} of ${day}` : `no log of run ${options.run}`;
    throw new CommandError(
      'NOT_KNOWN',
      `There is ${what} in ${directory}.`,
      have || `Its processor has not been started; \`sipstream why ${day} ${level}\` says what it waits for.`,
    );
  }
  const most = options.all ? Infinity : TAIL_BYTES;
  return {
    day,
    level,
    run,
    runs,
    out: await readTail(join(directory, `run-${run}.out`), most),
    err: await readTail(join(directory, `run-${run}.err`), most),
  };
}

async function readTail(path: string, most: number): Promise<LogText | null> {
  let opened;
  try {
    opened = await openRegular(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const { file, stats } = opened;
  try {
    const from = Math.max(0, stats.size - most);
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(stats.size - from),
      0,
      stats.size - from,
      from,
    );
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    const firstLine = from > 0 ? text.indexOf('\n') + 1 : 0;
    return { path, text: text.slice(firstLine), leftOut: from + Buffer.byteLength(text.slice(0, firstLine)) };
  } finally {
    await file.close();
  }
}
