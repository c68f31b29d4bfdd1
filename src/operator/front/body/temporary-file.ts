import { createHash } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../../adapters/files/io-error.js';
import { comingName } from '../../../adapters/scops/upload-names.js';
import { BodyError } from './body-error.js';
import type { Upload } from './filled.js';

/** Bytes from which it can be told what a file is. */
const START_BYTES = 4096;

/** A file that is being uploaded: hidden, of this station alone, and gone unless somebody takes it. */
export class TemporaryFile {
  #bytes = 0;
  #start = Buffer.alloc(0);
  readonly #hash = createHash('sha256');

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    private readonly limit: number,
  ) {}

  static async create(folder: string, limit: number): Promise<TemporaryFile> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, comingName());
    return new TemporaryFile(path, await open(path, 'wx', 0o600), limit);
  }

  /** Throws BodyError when the file grows too large, or the disk has no room. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#bytes += bytes.length;
    if (this.#bytes > this.limit) throw new BodyError('size');
    if (this.#start.length < START_BYTES)
      this.#start = Buffer.concat([this.#start, bytes.subarray(0, START_BYTES - this.#start.length)]);
    this.#hash.update(bytes);
    try {
      await this.file.writeFile(bytes);
    } catch (error) {
      if (hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT'))
        throw new BodyError('space', { cause: error });
      throw error;
    }
  }

  /** Says that all of it has come. */
  async finish(): Promise<Upload> {
    await this.file.sync();
    await this.file.close();
    return { path: this.path, bytes: this.#bytes, sha256: this.#hash.digest('hex'), start: this.#start };
  }

  /** Gives it up. */
  async remove(): Promise<void> {
    await this.file.close();
    await rm(this.path, { force: true });
  }
}
