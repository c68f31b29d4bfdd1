import { createHash } from 'node:crypto';

const HEADER_LIMIT = 256 * 1024;

/** Where the headers of a message end: the offset of its first empty line, or of what is looked at when there is none. */
function endOfHeaders(raw: Uint8Array): number {
  const end = Math.min(raw.length, HEADER_LIMIT);
  for (let at = 0; at < end; at++) {
    if (raw[at] !== 0x0a) continue;
    if (raw[at + 1] === 0x0a || (raw[at + 1] === 0x0d && raw[at + 2] === 0x0a)) return at + 1;
  }
  return end;
}

/**
 * The Message-ID of a message (RFC 5322, 3.6.4) with its angle brackets, or undefined when it has none that could
 * identify it. Only the headers are looked at, at most 256 KiB, so that a message needn't be parsed to be kept.
 */
export function messageIdOf(raw: Uint8Array): string | undefined {
  const headers = Buffer.from(raw.buffer, raw.byteOffset, endOfHeaders(raw)).toString('latin1');
  const unfolded = headers.replace(/\r?\n[ \t]+/g, ' ');
  return /^message-id[ \t]*:[ \t]*(<[\x21-\x3b\x3d\x3f-\x7e]{1,990}>)[ \t]*\r?$/im.exec(unfolded)?.[1];
}

/** SHA-256 of everything after the headers, in hexadecimal: the same whatever relays added on the way. */
export function bodyDigest(raw: Uint8Array): string {
  const body = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).subarray(endOfHeaders(raw));
  // A mailbox may store bare line feeds and drop or add empty lines at the end; neither makes it another message.
  const plain = body.toString('latin1').replace(/\r\n/g, '\n').replace(/\n+$/, '');
  return createHash('sha256').update(plain, 'latin1').digest('hex');
}
