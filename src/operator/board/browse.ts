import { join, relative, isAbsolute } from 'node:path';
import { NotARegularFileError, openRegular } from '../../adapters/files/safe-open.js';
import type { Mission } from '../../domain/mission.js';
import type { FileRow } from '../../ledger/schema.js';

/** A picture larger than this is no browse picture. */
const LARGEST = 32 * 1024 * 1024;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The browse picture among the files of a day: the one that was archived last. */
export function browseOf(mission: Mission, files: readonly FileRow[]): FileRow | undefined {
  const types = new Set(
    Object.values(mission.levels).flatMap((plan) =>
      plan.products.filter((row) => row.fileType === 'BROWSE').map((row) => row.type),
    ),
  );
  return files
    .filter((file) => file.kind === 'product' && types.has(file.type) && file.archiveName.endsWith('.png'))
    .sort((a, b) => b.archivedAt - a.archivedAt)[0];
}

/** Reads a picture from the archive; undefined when it is not there, not below the archive, or not a PNG. */
export async function readPicture(archive: string, file: FileRow): Promise<Buffer<ArrayBuffer> | undefined> {
  const path = join(archive, file.archivePath);
  const below = relative(archive, path);
  if (below.startsWith('..') || isAbsolute(below)) return undefined;
  return readPng(path);
}

/** Reads a picture; undefined when there is no such regular file, it is too large for one, or it is not a PNG. */
export async function readPng(path: string): Promise<Buffer<ArrayBuffer> | undefined> {
  let opened;
  try {
    opened = await openRegular(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof NotARegularFileError)
      return undefined;
    throw error;
  }
  try {
    if (opened.stats.size > LARGEST) return undefined;
    const bytes = await opened.file.readFile();
    return bytes.subarray(0, PNG.length).equals(PNG) ? bytes : undefined;
  } finally {
    await opened.file.close();
  }
}
