import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './io-error.js';

/**
 * Makes a directory and those above it; one that is there stays as it is. Throws the system's error. (Node's own recursive
 * mkdir says ENOENT where a file system is mounted read-only.)
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    await makeOneByOne(path);
  }
}

async function makeOneByOne(path: string): Promise<void> {
  const made = await makeOne(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') && dirname(path) !== path) return false;
    throw error;
  });
  if (made) return;
  await makeOneByOne(dirname(path));
  await makeOne(path);
}

async function makeOne(path: string): Promise<true> {
  await mkdir(path).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error;
  });
  return true;
}
