import { access, copyFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { temporaryName } from '../files/atomic-write.js';
import { digestFile } from '../files/digest.js';
import { hasCode } from '../files/io-error.js';
import { makeDirectory } from '../files/make-directory.js';

/**
 * Keeps a DEM of this machine, and the header beside it, where uploads wait, under a name from its content: the same file is the same
 * upload. Answers its path. Throws NotARegularFileError for a link, and the system's error when it is not there.
 */
export async function keepUpload(path: string, uploads: string): Promise<string> {
  const { sha256 = '' } = await digestFile(path, { algorithms: ['sha256'] });
  const name = basename(path)
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[.-]+/, '')
    .slice(-100);
  const kept = join(uploads, `${sha256.slice(0, 16)}-${name || 'upload.dem'}`);
  await makeDirectory(uploads);
  for (const header of [`${path}.hdr`, path.replace(/\.[^./]*$/, '.hdr')])
    if (header !== path && (await isThere(header))) {
      await copyInto(header, `${kept}.hdr`);
      break;
    }
  await copyInto(path, kept);
  return kept;
}

async function copyInto(from: string, to: string): Promise<void> {
  const temporary = temporaryName(to);
  try {
    await copyFile(from, temporary);
    await rename(temporary, to);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}
