import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDownload, type Clock, type Download } from '../formats/transfer-log.js';
import { hasCode } from './files/io-error.js';

/** So much of the end of a log is looked at: some hundreds of transfers. */
const TAIL_BYTES = 128 * 1024;

/** vsftpd writes the time of the host. */
const LOCAL: Clock = (year, month, day, hour, minute, second) =>
  new Date(year, month, day, hour, minute, second).getTime();

/** The transfer logs of the servers that the station started itself, the newest first: every port has one. */
export async function ownTransferLogs(runDirectory: string): Promise<string[]> {
  const names = await readdir(runDirectory).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const logs = await Promise.all(
    names
      .filter((name) => /^vsftpd-\d+\.log$/.test(name))
      .map(async (name) => {
        const path = join(runDirectory, name);
        return { path, mtimeMs: (await stat(path)).mtimeMs };
      }),
  );
  return logs.sort((a, b) => b.mtimeMs - a.mtimeMs).map(({ path }) => path);
}

/** The last delivery record (`.PDR`) that was fetched, as the ends of transfer logs have it; the first that has one counts. */
export async function lastPdrFetched(logs: readonly string[]): Promise<Download | undefined> {
  for (const log of logs) {
    for (const line of (await tail(log)).split('\n').reverse()) {
      const download = parseDownload(line, LOCAL);
      if (download?.path.endsWith('.PDR')) return download;
    }
  }
  return undefined;
}

async function tail(path: string): Promise<string> {
  let file;
  try {
    file = await open(path, 'r');
  } catch (error) {
    // A log that is not there yet, or that belongs to root alone, says nothing.
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EACCES')) return '';
    throw error;
  }
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
}
