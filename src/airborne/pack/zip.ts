import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform, type PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { hasCode } from '../../adapters/files/io-error.js';
import { makeWhole } from '../../adapters/files/make-whole.js';
import { OperationsError } from '../../domain/failures.js';
import { removeLeftovers } from '../leftovers.js';

/** A file in a zip. */
export interface ZipEntry {
  readonly path: string;
  /** With `/` between folders. */
  readonly name: string;
}

/**
 * The same for every entry, in local time as zips have it, so that the same content makes the same zip on any machine:
 * the first day that a zip can say.
 */
const ALWAYS = new Date(1980, 0, 1);
const MODE = 0o100644;

/**
 * Makes a zip of files, in their order; it has its name only when it is complete. Zip64 where the sizes need it. The same
 * entries and contents make the same bytes. Returns its size. `progress` is told 0…1. Throws OperationsError RASTER_INVALID
 * when an entry is not there.
 */
export async function writeZip(
  path: string,
  entries: readonly ZipEntry[],
  compress: boolean,
  progress: (share: number) => void,
): Promise<number> {
  await removeLeftovers(path);
  const sizes = await Promise.all(entries.map(sizeOf));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const zip = new ZipFile();
  const output = zip.outputStream as PassThrough;
  zip.on('error', (error: Error) => output.destroy(error));
  let done = 0;
  entries.forEach(({ path: file, name }, index) =>
    zip.addReadStreamLazy(
      name,
      { mtime: ALWAYS, forceDosTimestamp: true, mode: MODE, compress, size: sizes[index]! },
      (give) => {
        const counted = new Transform({
          transform(chunk: Buffer, _encoding, next) {
            progress((done += chunk.length) / total);
            next(null, chunk);
          },
        });
        const source = createReadStream(file, { highWaterMark: 2 ** 18 });
        // yazl doesn't listen for the errors of what it reads.
        source.on('error', (error) => output.destroy(error));
        give(null, source.pipe(counted));
      },
    ),
  );
  zip.end();
  return makeWhole(path, (temporary) => pipeline(output, createWriteStream(temporary, { flags: 'wx' })));
}

async function sizeOf({ path, name }: ZipEntry): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    throw new OperationsError('RASTER_INVALID', `${name} is to be packed, and ${path} is not there.`);
  }
}
