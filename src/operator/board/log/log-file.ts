import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../../adapters/files/io-error.js';
import { NotARegularFileError, openRegular } from '../../../adapters/files/safe-open.js';
import type { RunRow } from '../../../ledger/schema.js';
import { cleanLog, LogCleaner } from './clean.js';

/** The two files of a run: what it wrote to its standard output and to its standard error. */
export const STREAMS = ['out', 'err'] as const;
/** One of them. */
export type LogStream = (typeof STREAMS)[number];

/** The path of a log. The run is one of the ledger: nothing of an address becomes a part of a path. */
export function logPath(
  logDirectory: string,
  run: Pick<RunRow, 'day' | 'level' | 'run'>,
  stream: LogStream,
): string {
  return join(logDirectory, 'processors', run.day, run.level, `run-${run.run}.${stream}`);
}

/** The end of a log, harmless. */
export interface LogTail {
  readonly text: string;
  /** Bytes before `text` that are not shown. */
  readonly leftOut: number;
  /** Where the file ended when it was read. */
  readonly to: number;
}

/** Reads the last lines of a log, at most `most` bytes; undefined when there is no such regular file. */
export async function readTail(path: string, most: number): Promise<LogTail | undefined> {
  return withFile(path, async (file, size) => {
    const bytes = await readAt(file, Math.max(0, size - most), size);
    const cut = size > most ? bytes.indexOf(0x0a) + 1 : 0;
    const leftOut = size - bytes.length + cut;
    return { text: cleanLog(bytes.subarray(cut)), leftOut, to: size };
  });
}

/** What is read at once. */
const PIECE = 64 * 1024;
/** Who is farther behind than this misses what lies between. */
const FARTHEST = 4 * PIECE;

/** Something that was added to a log. */
export interface LogPart {
  readonly text: string;
  /** Bytes before it that were passed over. */
  readonly leftOut: number;
  /** Where it ends in the file. */
  readonly to: number;
}

/** Reads a log that grows, from a place on, in bounded pieces. */
export class LogReader {
  private readonly cleaner = new LogCleaner();

  constructor(
    private readonly path: string,
    private at: number,
  ) {}

  /** The next piece; undefined when there is nothing new. */
  async next(): Promise<LogPart | undefined> {
    return withFile(this.path, async (file, size) => {
      // A file that is shorter than what was read of it is another one.
      if (size < this.at) this.at = 0;
      if (size === this.at) return undefined;
      const from = size - this.at > FARTHEST ? size - PIECE : this.at;
      const bytes = await readAt(file, from, Math.min(size, from + PIECE));
      const leftOut = from - this.at;
      this.at = from + bytes.length;
      return { text: this.cleaner.push(bytes), leftOut, to: this.at };
    });
  }

  /** What was kept back because more could have belonged to it. */
  end(): LogPart {
    return { text: this.cleaner.end(), leftOut: 0, to: this.at };
  }
}

async function withFile<T>(
  path: string,
  work: (file: FileHandle, size: number) => Promise<T>,
): Promise<T | undefined> {
  let opened;
  try {
    opened = await openRegular(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof NotARegularFileError) return undefined;
    throw error;
  }
  try {
    return await work(opened.file, opened.stats.size);
  } finally {
    await opened.file.close();
  }
}

async function readAt(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
  return buffer.subarray(0, bytesRead);
}
