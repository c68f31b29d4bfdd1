import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fsyncDirectory, putInPlace, temporaryName } from '../files/atomic-write.js';
import { recordPath, recordText, type ExitRecord } from './run-records.js';

const RESERVED_BYTES = 4096;

/**
 * Space for the exit record, taken before the program starts: a processor that fills the disk is just the one whose
 * end must be recorded.
 */
export class ReservedExit {
  readonly #path: string;
  readonly #temporary: string;

  constructor(runDirectory: string) {
    this.#path = recordPath(runDirectory, 'exit');
    this.#temporary = temporaryName(this.#path);
  }

  /** Takes the space. Throws the system's error. */
  async reserve(): Promise<void> {
    const file = await open(this.#temporary, 'w', 0o600);
    try {
      await file.writeFile(' '.repeat(RESERVED_BYTES));
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Writes the record into the space and gives it its name, unless there is one. May be repeated after an error. */
  async write(record: ExitRecord): Promise<void> {
    const file = await open(this.#temporary, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      // Blanks after JSON are JSON: overwriting within the space needs no new block, cutting it first might free some.
      const text = Buffer.from(recordText(record).padEnd(RESERVED_BYTES));
      for (let at = 0; at < text.length;)
        at += (await file.write(text, at, text.length - at, at)).bytesWritten;
      await file.sync();
    } finally {
      await file.close();
    }
    await putInPlace(this.#temporary, this.#path);
    await rm(this.#temporary, { force: true });
    await fsyncDirectory(dirname(this.#path));
  }
}
