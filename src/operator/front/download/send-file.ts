import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { askedRange } from '../../../formats/byte-range.js';
import type { FrontContext } from '../kit.js';

/** A file that is open, and how it is sent. */
export interface FileToSend {
  readonly file: FileHandle;
  readonly stats: Stats;
  readonly name: string;
  readonly type: string;
  /** Whether the browser shows it rather than keeping it. */
  readonly inline?: boolean;
}

/**
 * Sends a file, or the part of it that was asked for (RFC 9110, 13 and 14): a download that broke off goes on where it was,
 * unless the file has become another. Closes the file.
 */
export async function sendFile(
  context: FrontContext,
  { file, stats, name, type, inline }: FileToSend,
): Promise<Response> {
  const { size, mtimeMs, ino } = stats;
  const etag = `"${[ino, size, Math.round(mtimeMs)].map((part) => part.toString(36)).join('-')}"`;
  const modified = new Date(Math.floor(mtimeMs / 1000) * 1000).toUTCString();
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    // It is this reader's alone; what is kept is asked about each time.
    'cache-control': 'private, no-cache',
    etag,
    'last-modified': modified,
  };
  if (matches(context.req.header('if-none-match'), etag)) {
    await file.close();
    return new Response(null, { status: 304, headers });
  }
  const condition = context.req.header('if-range');
  const isSame = condition === undefined || condition === etag || condition === modified;
  const asked = askedRange(isSame ? context.req.header('range') : undefined, size);
  if (asked === 'unsatisfiable') {
    await file.close();
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } });
  }
  const range = asked === 'whole' ? undefined : asked;
  const length = range ? range.end - range.start + 1 : size;
  Object.assign(headers, {
    'content-type': type,
    'content-length': String(length),
    'content-disposition': `${inline ? 'inline' : 'attachment'}; filename="${plain(name)}"`,
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
  });
  const status = range ? 206 : 200;
  if (context.req.method === 'HEAD' || length === 0) {
    await file.close();
    return new Response(null, { status, headers });
  }
  const [start, end] = range ? [range.start, range.end] : [0, size - 1];
  const stream = file.createReadStream({ start, end, highWaterMark: 256 * 1024 });
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { status, headers });
}

function matches(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || header?.trim() === '*';
}

/** A name that needs no quoting in a header. */
function plain(name: string): string {
  return basename(name).replace(/[^\w.+-]/g, '_');
}
