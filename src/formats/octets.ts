import { FormatError } from './format-error.js';

/** Reads big-endian items one after the other; every overrun is a FormatError that names the item and its place. */
export class OctetReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #format: string;
  #at = 0;

  /** @param format name of the format for errors */
  constructor(bytes: Uint8Array, format: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#format = format;
  }

  /** Passes over `count` octets. */
  skip(count: number, item: string): void {
    this.#take(count, item);
  }

  /** A view, not a copy, of the next `count` octets. */
  bytes(count: number, item: string): Uint8Array {
    const from = this.#take(count, item);
    return this.#bytes.subarray(from, from + count);
  }

  /** Unsigned 8-bit item. */
  u8(item: string): number {
    return this.#view.getUint8(this.#take(1, item));
  }

  /** Unsigned 16-bit item. */
  u16(item: string): number {
    return this.#view.getUint16(this.#take(2, item));
  }

  /** Unsigned 24-bit item. */
  u24(item: string): number {
    const at = this.#take(3, item);
    return (this.#view.getUint16(at) << 8) | this.#view.getUint8(at + 2);
  }

  /** Unsigned 32-bit item. */
  u32(item: string): number {
    return this.#view.getUint32(this.#take(4, item));
  }

  /** Unsigned 64-bit item as a number; a FormatError above 2^53 - 1, where a number would round. */
  u64(item: string): number {
    const value = this.#view.getBigUint64(this.#take(8, item));
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw this.error(`${item} is ${value}, too large to be counted`);
    return Number(value);
  }

  /** Printable ASCII of fixed width; the blanks or NULs that fill it up are cut. */
  text(width: number, item: string): string {
    const text = String.fromCharCode(...this.bytes(width, item)).replace(/[\0 ]+$/, '');
    if (!/^[\x20-\x7e]*$/.test(text)) throw this.error(`${item} is not plain text`);
    return text;
  }

  /**
   * Items of which a count was read. The count is held against the octets left (each item takes at least `leastSize`)
   * before anything is made, so that a damaged count costs neither time nor memory.
   */
  list<T>(count: number, leastSize: number, item: string, read: () => T): T[] {
    const left = this.#bytes.length - this.#at;
    if (count * leastSize > left) throw this.error(`${count} ${item} do not fit in the ${left} octets left`);
    return Array.from({ length: count }, read);
  }

  /** An error at the present place. */
  error(problem: string): FormatError {
    return new FormatError(this.#format, undefined, `octet ${this.#at}: ${problem}`);
  }

  #take(count: number, item: string): number {
    const from = this.#at;
    if (from + count > this.#bytes.length) {
      throw this.error(`${item} needs ${count} octets and ${this.#bytes.length - from} are left`);
    }
    this.#at += count;
    return from;
  }
}

/** Writes big-endian items one after the other; a value that does not fit its item is a FormatError. */
export class OctetWriter {
  readonly #format: string;
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** @param format name of the format for errors */
  constructor(format: string) {
    this.#format = format;
  }

  /** Writes `count` zero octets. */
  spare(count: number): void {
    this.bytes(new Uint8Array(count));
  }

  /** Writes octets as they are; they must not be changed afterwards. */
  bytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  /** Writes an unsigned item of 1, 2, 3, 4 or 8 octets. */
  uint(octets: 1 | 2 | 3 | 4 | 8, value: number, item: string): void {
    const most = octets === 8 ? Number.MAX_SAFE_INTEGER : 2 ** (8 * octets) - 1;
    if (!Number.isInteger(value) || value < 0 || value > most) {
      throw this.error(`${item} ${value} is not between 0 and ${most}`);
    }
    const bytes = new Uint8Array(octets);
    for (let at = octets - 1, rest = value; at >= 0; at--, rest = Math.floor(rest / 256))
      bytes[at] = rest % 256;
    this.bytes(bytes);
  }

  /** Writes printable ASCII, filled up with NULs to `width`. */
  text(width: number, text: string, item: string): void {
    if (text.length > width || !/^[\x20-\x7e]*$/.test(text) || text.endsWith(' ')) {
      throw this.error(`${item} '${text}' is not plain text of at most ${width} characters`);
    }
    const bytes = new Uint8Array(width);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    this.bytes(bytes);
  }

  /** An error of this format. */
  error(problem: string): FormatError {
    return new FormatError(this.#format, undefined, problem);
  }

  /** Everything written. */
  finish(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
