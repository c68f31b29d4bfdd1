import { readSync } from 'node:fs';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { hasCode } from '../../adapters/files/io-error.js';
import { OperationsError } from '../../domain/failures.js';
import { ENVI_TYPES, enviBytes, parseEnviHeader, type EnviHeader } from '../../formats/envi-header.js';
import { FormatError } from '../../formats/format-error.js';
import { samplesOf, swapBytes, type Samples } from './samples.js';

/** Single lines of single bands are read at once: the way through the pool of threads takes longer than so small a read. */
const SMALL = 64 * 1024;

/** Reads an ENVI raster by blocks of lines. */
export class RasterReader {
  private constructor(
    readonly path: string,
    readonly header: EnviHeader,
    private readonly file: FileHandle,
  ) {}

  /**
   * Opens a raster; its header is `<path>.hdr`, or the path with `.hdr` for its ending. Throws OperationsError RASTER_INVALID
   * when either is missing or unreadable, or the file is not as long as the header says: GDAL would read zeros there.
   */
  static async open(path: string): Promise<RasterReader> {
    const header = await headerOf(path);
    let file: FileHandle;
    try {
      file = await open(path, 'r');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) throw new OperationsError('RASTER_INVALID', `${path} is not there.`);
      throw error;
    }
    try {
      const { size } = await file.stat();
      const expected = header.offset + enviBytes(header);
      if (size !== expected)
        throw new OperationsError(
          'RASTER_INVALID',
          `${path} has ${size} bytes; its header says ${expected}.`,
        );
    } catch (error) {
      await file.close();
      throw error;
    }
    return new RasterReader(path, header, file);
  }

  /**
   * Reads lines `first` … `first + count - 1` (from 0) of some bands (from 0, in any order; default all) as BIL: line by line,
   * band by band, sample by sample, whatever the file's interleave. `into` is used when it has the right type and length.
   */
  async read(first: number, count: number, bands?: readonly number[], into?: Samples): Promise<Samples> {
    const { samples, bands: all, interleave } = this.header;
    const wanted = bands ?? Array.from({ length: all }, (_, band) => band);
    const length = count * wanted.length * samples;
    const block = into?.length === length ? into : samplesOf(this.header.type, length);
    const bytes = bytesOf(block);
    if (interleave === 'bip') await this.readBip(first, count, wanted, block);
    else if (interleave === 'bil' && wanted.length === all && wanted.every((band, index) => band === index))
      await this.readAt(first * all * samples, bytes, 0, length);
    else
      for (let line = 0; line < count; line += 1)
        for (let index = 0; index < wanted.length;) {
          const start = index;
          const contiguous = () => interleave === 'bil' && wanted[index] === wanted[index - 1]! + 1;
          do index += 1;
          while (index < wanted.length && contiguous());
          const band = wanted[start]!;
          const from =
            interleave === 'bil'
              ? ((first + line) * all + band) * samples
              : (band * this.header.lines + first + line) * samples;
          const to = (line * wanted.length + start) * samples;
          // No turn through the event loop for what was read at once: there are two for every line and band.
          const reading = this.readAt(from, bytes, to, (index - start) * samples);
          if (reading) await reading;
        }
    if (this.header.bigEndian) swapBytes(block);
    return block;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async readBip(
    first: number,
    count: number,
    wanted: readonly number[],
    block: Samples,
  ): Promise<void> {
    const { samples, bands } = this.header;
    const line = samplesOf(this.header.type, samples * bands);
    const bytes = bytesOf(line);
    for (let row = 0; row < count; row += 1) {
      await this.readAt((first + row) * samples * bands, bytes, 0, line.length);
      wanted.forEach((band, index) => {
        const base = (row * wanted.length + index) * samples;
        for (let sample = 0; sample < samples; sample += 1)
          block[base + sample] = line[sample * bands + band]!;
      });
    }
  }

  /** `from` counts samples of the file, `to` those of the block, given as bytes. Small ones are there when it returns. */
  private readAt(from: number, block: Uint8Array, to: number, length: number): Promise<void> | undefined {
    const { bytes } = ENVI_TYPES[this.header.type];
    const at = this.header.offset + from * bytes;
    const begin = to * bytes;
    if (length * bytes > SMALL) return this.readLarge(at, block.subarray(begin, begin + length * bytes));
    for (let done = 0; done < length * bytes;) {
      const read = readSync(this.file.fd, block, begin + done, length * bytes - done, at + done);
      if (read === 0) throw this.endedEarly();
      done += read;
    }
    return undefined;
  }

  private async readLarge(at: number, target: Uint8Array): Promise<void> {
    for (let done = 0; done < target.length;) {
      const part = Math.min(target.length - done, 2 ** 30);
      const { bytesRead } = await this.file.read(target, done, part, at + done);
      if (bytesRead === 0) throw this.endedEarly();
      done += bytesRead;
    }
  }

  private endedEarly(): OperationsError {
    return new OperationsError(
      'RASTER_INVALID',
      `${this.path} ended while it was read; it was longer before.`,
    );
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Samples) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The header of a raster, beside it. Throws OperationsError RASTER_INVALID. */
export async function headerOf(path: string): Promise<EnviHeader> {
  for (const place of [`${path}.hdr`, path.replace(/\.[^./]*$/, '.hdr')]) {
    try {
      return parseEnviHeader(await readFile(place, 'latin1'));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) continue;
      if (error instanceof FormatError)
        throw new OperationsError(
          'RASTER_INVALID',
          `The header of ${path} cannot be read: ${error.message}.`,
        );
      throw error;
    }
  }
  throw new OperationsError('RASTER_INVALID', `${path} has no header beside it.`);
}
