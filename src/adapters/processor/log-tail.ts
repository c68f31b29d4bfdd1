import { open } from 'node:fs/promises';
import { hasCode } from '../files/io-error.js';

/** At most this many bytes: a heartbeat is stored by the engine. */
const TAIL_BYTES = 2048;

/** The last whole lines, at most 2 KiB, of whichever file was written last and holds anything; '' when none does. */
export async function newestLogTail(paths: readonly string[]): Promise<string> {
  const tails = await Promise.all([...new Set(paths)].map(readTail));
  const [newest] = tails.filter((tail) => tail.text !== '').sort((a, b) => b.mtimeMs - a.mtimeMs);
  return newest?.text ?? '';
}

async function readTail(path: string): Promise<{ text: string; mtimeMs: number }> {
  try {
    const file = await open(path, 'r');
    try {
      const { size, mtimeMs } = await file.stat();
      const from = Math.max(0, size - TAIL_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      const text = buffer.subarray(0, bytesRead).toString('utf8');
      const firstLine = from > 0 ? text.indexOf('\n') + 1 : 0;
      return { text: text.slice(firstLine).trimEnd(), mtimeMs };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { text: '', mtimeMs: 0 };
    throw error;
  }
}
