import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { hasCode } from '../../adapters/files/io-error.js';
import { Turns, type Content, type Link } from './link.js';
import { OutageError } from './outage.js';

/** Files in directories of this machine, where no FTP server is wanted. Files grow in place as by FTP. */
export class DirectoryLink implements Link {
  readonly #turns = new Turns();

  put(path: string, content: Content): Promise<void> {
    return this.#turns.take(async () => {
      const file = await open(path, 'w').catch(rethrow);
      try {
        for await (const piece of content) await file.writeFile(piece).catch(rethrow);
      } finally {
        await file.close();
      }
    });
  }

  list(directory: string): Promise<string[]> {
    return this.#turns.take(async () => {
      const entries = await readdir(directory, { withFileTypes: true }).catch(rethrow);
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    });
  }

  fetch(path: string, take: (chunk: Uint8Array) => void | Promise<void>): Promise<boolean> {
    return this.#turns.take(async () => {
      try {
        for await (const chunk of createReadStream(path)) await take(chunk as Uint8Array);
        return true;
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return false;
        return rethrow(error);
      }
    });
  }

  close(): void {
    // Nothing stays open between two steps.
  }
}

function rethrow(error: unknown): never {
  if (error instanceof Error && 'syscall' in error) throw new OutageError(error.message, { cause: error });
  throw error;
}
