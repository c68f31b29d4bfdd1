import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digestFile } from '../../adapters/files/digest.js';
import { hasCode } from '../../adapters/files/io-error.js';
import type { ArchiveFinding } from './finding.js';
import type { Recorded } from './table.js';

/** Compares one file with what was recorded of it; with `digest`, its checksum too. Undefined when nothing is wrong. */
export async function checkFile(
  archive: string,
  path: string,
  recorded: Recorded,
  digest: boolean,
): Promise<ArchiveFinding | undefined> {
  const at = join(archive, path);
  try {
    const found = await lstat(at);
    if (!found.isFile()) return { code: 'NOT_A_FILE', path, sentence: 'it is no regular file' };
    if (found.size !== recorded.size)
      return { code: 'SIZE', path, sentence: `it has ${found.size} bytes; recorded are ${recorded.size}` };
    if (!digest) return undefined;
    const [algorithm = '', value] = recorded.checksum.split(':');
    if (algorithm !== 'md5' && algorithm !== 'sha256')
      return {
        code: 'UNREADABLE',
        path,
        sentence: `its recorded checksum is of an unknown kind, ${algorithm}`,
      };
    const sum = (await digestFile(at, { algorithms: [algorithm] }))[algorithm];
    if (sum === value) return undefined;
    return { code: 'CHECKSUM', path, sentence: `its ${algorithm} is ${sum}; recorded is ${value}` };
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR'))
      return { code: 'MISSING', path, sentence: `it is gone; line ${recorded.line} names it` };
    return { code: 'UNREADABLE', path, sentence: `it cannot be read: ${(error as Error).message}` };
  }
}

/** At the top of the archive: what is written about products and not archived itself. */
const BESIDE: readonly string[] = ['filenames.tbl', 'provenance'];

/** Every file of an archive, by path relative to it, directory by directory. Hidden ones are what a kill has left behind. */
export async function* filesOnDisk(archive: string, below = ''): AsyncGenerator<string> {
  const entries = await readdir(join(archive, below), { withFileTypes: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || (below === '' && BESIDE.includes(entry.name))) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* filesOnDisk(archive, path);
    else yield path;
  }
}
