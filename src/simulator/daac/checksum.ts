import { createHash } from 'node:crypto';
import { Cksum } from '../../formats/cksum.js';

/** A checksum as DN and PDR state it. */
export interface Checksum {
  readonly type: 'CKSUM' | 'MD5';
  /** Decimal, or 32 lower-case hexadecimal digits. */
  readonly value: string;
}

/** Bytes counted and summed as they pass. */
export class Tally {
  bytes = 0;
  readonly #cksum = new Cksum();
  readonly #md5 = createHash('md5');
  #md5Value: string | undefined;

  /** Adds bytes in the order of the file. */
  add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.#cksum.update(chunk);
    this.#md5.update(chunk);
  }

  /** The checksum of what was added; nothing may be added afterwards. */
  sum(type: Checksum['type']): Checksum {
    if (type === 'CKSUM') return { type, value: this.#cksum.digest() };
    this.#md5Value ??= this.#md5.digest('hex');
    return { type, value: this.#md5Value };
  }
}

/** The same bytes, added to the tally on their way. */
export function* tallied(content: Iterable<Uint8Array>, tally: Tally): Generator<Uint8Array> {
  for (const chunk of content) {
    tally.add(chunk);
    yield chunk;
  }
}

/** The checksum of a whole content. */
export function checksumOf(content: Iterable<Uint8Array>, type: Checksum['type']): Checksum {
  const tally = new Tally();
  for (const chunk of content) tally.add(chunk);
  return tally.sum(type);
}
