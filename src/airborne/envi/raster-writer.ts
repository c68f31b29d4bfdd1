import { writeSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fsyncDirectory, temporaryName, writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { emitEnviHeader, enviBytes, type EnviHeader } from '../../formats/envi-header.js';
import type { Samples } from './samples.js';

/** Writes an ENVI raster from its first sample to its last; it has its name only when it is complete. */
export class RasterWriter {
  private position = 0;

  private constructor(
    readonly path: string,
    readonly header: EnviHeader,
    private readonly file: FileHandle,
    private readonly temporary: string,
  ) {}

  /** Begins a raster, little-endian. What lies at its path stays until `commit`. Throws the system's error. */
  static async create(path: string, header: Omit<EnviHeader, 'bigEndian' | 'offset'>): Promise<RasterWriter> {
    const temporary = temporaryName(path);
    const whole = { ...header, bigEndian: false, offset: 0 };
    return new RasterWriter(path, whole, await open(temporary, 'w'), temporary);
  }

  /** Appends samples, in the order of the header's interleave. They are on their way when it returns: they may be changed then. */
  async write(samples: Samples): Promise<void> {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    await this.put(bytes, this.position);
    this.position += bytes.length;
  }

  /** Writes samples at an offset (in samples of the whole raster): for what isn't made in the order of the file. */
  async writeAt(offset: number, samples: Samples): Promise<void> {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const from = offset * samples.BYTES_PER_ELEMENT;
    await this.put(bytes, from);
    this.position = Math.max(this.position, from + bytes.length);
  }

  /** As `writeAt`, for hundreds of thousands of short runs: a turn through the event loop each costs ten times the writing. */
  writeAtSync(offset: number, samples: Samples): void {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const from = offset * samples.BYTES_PER_ELEMENT;
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.file.fd, bytes, done, bytes.length - done, from + done);
    this.position = Math.max(this.position, from + bytes.length);
  }

  /**
   * Gives the raster its name: the header first, so that one that is there is whole. `fields` and `comments`, which may be
   * known only now, are added to the header.
   */
  async commit(
    fields: ReadonlyMap<string, string> = new Map(),
    comments: readonly string[] = [],
  ): Promise<void> {
    const expected = enviBytes(this.header);
    if (this.position !== expected)
      throw new Error(`${this.path} was to have ${expected} bytes and has ${this.position}`);
    await this.file.sync();
    await this.file.close();
    const header = {
      ...this.header,
      fields: new Map([...this.header.fields, ...fields]),
      comments: [...this.header.comments, ...comments],
    };
    await writeFileAtomic(`${this.path}.hdr`, emitEnviHeader(header));
    await rename(this.temporary, this.path);
    await fsyncDirectory(dirname(this.path));
  }

  /** Forgets what was written. */
  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.temporary, { force: true });
  }

  private async put(bytes: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const part = Math.min(bytes.length - done, 2 ** 30);
      done += (await this.file.write(bytes, done, part, at + done)).bytesWritten;
    }
  }
}
