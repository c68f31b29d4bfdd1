import { createHash } from 'node:crypto';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Cksum } from '../../formats/cksum.js';
import { NotARegularFileError, openRegular, refusedKind } from './safe-open.js';

/** Checksums that the archive, PDRs and DNs use. */
export type DigestAlgorithm = 'md5' | 'sha256' | 'cksum';

/** Bytes and the checksums that were asked for: md5 and sha256 in lower-case hex, cksum in decimal as POSIX prints it. */
export interface FileDigest {
  readonly size: number;
  readonly md5?: string;
  readonly sha256?: string;
  readonly cksum?: string;
}

/** Progress and cancellation of a step that reads or writes a whole file. */
export interface TransferOptions {
  /** Called with the bytes done so far, about once a megabyte. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** Aborting makes the step reject with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Bytes handled between two looks at the event loop: long enough to be fast, short enough for heartbeats. */
export const CHUNK_BYTES = 1024 * 1024;

/**
 * Size and checksums of a regular file in one pass, in constant memory. The size is what was read, so it belongs to the
 * checksums even when the file grows. Throws NotARegularFileError for a symbolic link and the like.
 */
export async function digestFile(
  path: string,
  options: TransferOptions & { readonly algorithms: readonly DigestAlgorithm[] },
): Promise<FileDigest> {
  const sums = options.algorithms.map(
    (name) => [name, name === 'cksum' ? new Cksum() : createHash(name)] as const,
  );
  const { file } = await openRegular(path);
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let size = 0;
    for (;;) {
      options.signal?.throwIfAborted();
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, size);
      if (bytesRead === 0) break;
      for (const [, sum] of sums) sum.update(chunk.subarray(0, bytesRead));
      size += bytesRead;
      options.onProgress?.(size);
    }
    const digests = sums.map(([name, sum]) => [
      name,
      sum instanceof Cksum ? sum.digest() : sum.digest('hex'),
    ]);
    return { size, ...(Object.fromEntries(digests) as Omit<FileDigest, 'size'>) };
  } finally {
    await file.close();
  }
}

/**
 * SHA-256, in hex, of a directory tree: relative paths in byte order, whether each file is executable, and contents.
 * A symbolic link counts by the text it holds. Times, owners and empty directories do not count. Throws
 * NotARegularFileError for a device, pipe or socket.
 */
export async function digestTree(directory: string): Promise<string> {
  const whole = createHash('sha256');
  for (const path of (await listTree(directory, '')).sort(byteOrder)) {
    whole.update(`${path}\0${await describe(join(directory, path))}\0`);
  }
  return whole.digest('hex');
}

async function listTree(root: string, below: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) paths.push(...(await listTree(root, path)));
    else paths.push(path);
  }
  return paths;
}

async function describe(path: string): Promise<string> {
  const stats = await lstat(path);
  if (stats.isSymbolicLink()) return `link ${await readlink(path)}`;
  const refused = refusedKind(stats);
  if (refused !== undefined) throw new NotARegularFileError(path, refused);
  const { sha256 = '' } = await digestFile(path, { algorithms: ['sha256'] });
  return `${stats.mode & 0o111 ? 'program' : 'file'} ${sha256}`;
}

function byteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
