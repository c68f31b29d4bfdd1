import { stat } from 'node:fs/promises';
import { hasCode } from '../../../adapters/files/io-error.js';
import { readUsers, type Users } from './users-file.js';

/** The users as their file has them now: it is read again when it has changed. */
export class UserList {
  #mark = 'never';
  #users: Promise<Users | undefined> = Promise.resolve(undefined);

  /** Without a path there is no file. */
  constructor(readonly path: string | undefined) {}

  /** Undefined where there is no file. Throws OperationsError STATION_CONFIG for as long as it is damaged. */
  async now(): Promise<Users | undefined> {
    if (this.path === undefined) return undefined;
    const mark = await markOf(this.path);
    if (mark !== this.#mark) {
      this.#mark = mark;
      this.#users = mark === 'none' ? Promise.resolve(undefined) : readUsers(this.path);
    }
    try {
      return await this.#users;
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
