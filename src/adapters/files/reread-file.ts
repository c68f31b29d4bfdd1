import { stat } from 'node:fs/promises';
import { hasCode } from './io-error.js';

/** What a small file says now: it is read again when it has changed. */
export class RereadFile<T> {
  #mark = 'never';
  #content: Promise<T | undefined> = Promise.resolve(undefined);

  /** Without a path there is no file. */
  constructor(
    readonly path: string | undefined,
    private readonly read: (path: string) => Promise<T | undefined>,
  ) {}

  /** Undefined where there is no file. Throws what `read` throws, for as long as the file is damaged. */
  async now(): Promise<T | undefined> {
    if (this.path === undefined) return undefined;
    const mark = await markOf(this.path);
    if (mark !== this.#mark) {
      this.#mark = mark;
      this.#content = mark === 'none' ? Promise.resolve(undefined) : this.read(this.path);
    }
    try {
      return await this.#content;
    } catch (error) {
      this.#mark = 'never'; // It may have been a passing trouble of the disk.
      throw error;
    }
  }
}

/** Differs whenever the file does: it is only ever replaced, so the inode changes even within one tick of the clock. */
async function markOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    return [ino, size, mtimeMs, ctimeMs].join(' ');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'none';
    throw error;
  }
}
