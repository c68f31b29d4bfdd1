import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { Pdr, PdrFileSpec } from '../../formats/pdr.js';
import { Tally } from './checksum.js';
import type { FileOutcome } from './answers.js';
import type { Link } from './link.js';

/** A file that was pulled, and what came of it. */
export interface PulledFile extends FileOutcome {
  /** Bytes that came. */
  readonly size: number;
  readonly md5: string;
}

/** Pulls every file of a delivery record and compares it with the record. Throws OutageError when the link fails. */
export async function pullFiles(
  pdr: Pdr,
  link: Link,
  parts: {
    /** What a directory that is not absolute is relative to. */
    readonly root: string;
    /** Where the files are to be kept; they are not, when left out. */
    readonly keepIn?: string;
    readonly onPulled: (file: PulledFile) => void;
  },
): Promise<PulledFile[]> {
  const pulled: PulledFile[] = [];
  for (const file of pdr.groups.flatMap(({ files }) => files)) {
    const { directoryId, fileId } = file;
    const directory = directoryId.startsWith('/') ? directoryId : join(parts.root, directoryId);
    const outcome = await pullFile(file, `${directory}/${fileId}`, link, parts.keepIn);
    pulled.push(outcome);
    if (outcome.disposition !== NOT_FOUND) parts.onPulled(outcome);
  }
  return pulled.every(({ disposition }) => disposition === NOT_FOUND)
    ? pulled.map((file) => ({ ...file, disposition: 'ALL FILE GROUPS/FILES NOT FOUND' }))
    : pulled;
}

const NOT_FOUND = 'FTP/KFTP FAILURE';

async function pullFile(
  file: PdrFileSpec,
  path: string,
  link: Link,
  keepIn: string | undefined,
): Promise<PulledFile> {
  const tally = new Tally();
  const keeper = keepIn === undefined ? undefined : await openKeeper(join(keepIn, file.fileId));
  const found = await link
    .fetch(path, async (chunk) => {
      tally.add(chunk);
      await keeper?.write(chunk);
    })
    .finally(() => keeper?.end());
  const parts = { file, size: tally.bytes, md5: tally.sum('MD5').value };
  if (!found) return { ...parts, disposition: NOT_FOUND };
  if (tally.bytes !== file.fileSize)
    return { ...parts, disposition: 'POST-TRANSFER FILE SIZE CHECK FAILURE' };
  const type = file.cksumType;
  const differs = (type === 'CKSUM' || type === 'MD5') && tally.sum(type).value !== file.cksumValue;
  return { ...parts, disposition: differs ? 'CHECKSUM VERIFICATION FAILURE' : 'SUCCESSFUL' };
}

async function openKeeper(
  path: string,
): Promise<{ write(chunk: Uint8Array): Promise<void>; end(): Promise<void> }> {
  await mkdir(dirname(path), { recursive: true });
  const stream = createWriteStream(path);
  await once(stream, 'open');
  return {
    async write(chunk) {
      if (!stream.write(chunk)) await once(stream, 'drain');
    },
    async end() {
      stream.end();
      await once(stream, 'finish');
    },
  };
}
