import { open, stat } from 'node:fs/promises';

/** A product that cannot be read; the message is a plain sentence without the path, fit for an explanation of QA. */
export class UnreadableProduct extends Error {
  override readonly name = 'UnreadableProduct';
}

/** What a file is by its first bytes. */
export type Container = 'HDF5' | 'HDF4' | 'netCDF' | 'PNG';

const MAGIC: readonly (readonly [Container, readonly number[]])[] = [
  ['HDF5', [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['HDF4', [0x0e, 0x03, 0x13, 0x01]],
  ['netCDF', [0x43, 0x44, 0x46]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
];

/**
 * The size in bytes of a regular file, and what its first bytes say it is. Throws UnreadableProduct when it is missing,
 * empty or no regular file (a pipe would block for ever); other file system errors are thrown as they are.
 */
export async function inspect(path: string): Promise<{ size: number; container: Container | undefined }> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw new UnreadableProduct('The file does not exist.');
    throw error;
  });
  if (found.isDirectory()) throw new UnreadableProduct('It is a directory, not a file.');
  if (!found.isFile()) throw new UnreadableProduct('It is not a regular file.');
  if (found.size === 0) throw new UnreadableProduct('The file is empty.');
  const file = await open(path, 'r');
  try {
    const head = new Uint8Array(8);
    await file.read(head, 0, head.length, 0);
    const container = MAGIC.find(([, bytes]) => bytes.every((byte, index) => head[index] === byte))?.[0];
    return { size: found.size, container };
  } finally {
    await file.close();
  }
}
