import { basename, join } from 'node:path';
import { hasCode } from '../files/io-error.js';
import { NotARegularFileError, openRegular } from '../files/safe-open.js';
import { isMessageName } from './kept-mail.js';

/** The beginning of a message as it lies on the disk. */
export interface KeptBytes {
  /** The file's name. */
  readonly name: string;
  /** Where it lies: taken in, or set aside. */
  readonly place: 'in' | 'quarantine';
  /** Bytes of the whole file. */
  readonly size: number;
  /** At most as many bytes as were asked for. */
  readonly bytes: Uint8Array;
}

/**
 * Reads the beginning of a message from the mail directory, without the index of all messages that the store keeps. Of
 * the path only the last part counts, and no symbolic link is followed: nothing but a message of the station can be
 * read. Undefined when it isn't there.
 */
export async function readKept(
  directory: string,
  path: string,
  limit: number,
): Promise<KeptBytes | undefined> {
  const name = basename(path);
  if (!isMessageName(name) || name.includes('\0')) return undefined;
  // It may have been set aside, or taken up again, since its path was noted.
  for (const place of ['in', 'quarantine'] as const) {
    const opened = await openMessage(join(directory, place, name));
    if (opened === undefined) continue;
    const { file, stats } = opened;
    try {
      const buffer = new Uint8Array(Math.min(limit, stats.size));
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return { name, place, size: stats.size, bytes: buffer.subarray(0, length) };
    } finally {
      await file.close();
    }
  }
  return undefined;
}

async function openMessage(path: string) {
  try {
    return await openRegular(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENAMETOOLONG') || error instanceof NotARegularFileError)
      return undefined;
    throw error;
  }
}
