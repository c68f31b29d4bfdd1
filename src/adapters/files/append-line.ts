import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fsyncDirectory, withPath, writeFileOnce } from './atomic-write.js';
import { hasCode } from './io-error.js';

/** Adds one line; see `appendLines`. */
export async function appendLine(
  path: string,
  line: string,
  options: { header?: string } = {},
): Promise<void> {
  await appendLines(path, [line], options);
}

/**
 * Adds lines to a table, flushed to the disk before it returns. A line that a crash tore off earlier is ended first,
 * so that it stays the only damaged one. Several processes may add at once: the lines are a single write at the end.
 *
 * @param lines - without their newlines; a RangeError is thrown when there is one in them
 * @param options - `header`: the first line of the table, without its newline, written when there is no file yet
 */
export async function appendLines(
  path: string,
  lines: readonly string[],
  options: { header?: string } = {},
): Promise<void> {
  if (lines.length === 0) return;
  if (lines.some((line) => /[\r\n]/.test(line)))
    throw new RangeError('A line of a table cannot have a line break in it.');
  try {
    await append(path, lines);
    return;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw withPath(error, path);
  }
  await writeFileOnce(path, options.header === undefined ? '' : `${options.header}\n`);
  await append(path, lines).catch((error: unknown) => Promise.reject(withPath(error, path)));
  await fsyncDirectory(dirname(path));
}

async function append(path: string, lines: readonly string[]): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_APPEND);
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    const torn = size > 0 && last.toString('latin1') !== '\n';
    await file.writeFile(`${torn ? '\n' : ''}${lines.join('\n')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
