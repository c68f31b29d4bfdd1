const POLYNOMIAL = 0x04c11db7;

/** `TABLES[k][b]` is what byte `b` contributes when `k` more bytes follow it in the same step. */
const TABLES = makeTables();
const [T0, T1, T2, T3] = TABLES;

/**
 * The POSIX `cksum` CRC, fed piece by piece: what a PDR states as FILE_CKSUM_TYPE = CKSUM.
 * The length of everything fed is part of the sum, as POSIX has it.
 */
export class Cksum {
  #crc = 0;
  #length = 0;

  /** Adds bytes in the order of the file. */
  update(bytes: Uint8Array): this {
    let crc = this.#crc;
    let at = 0;
    for (const end = bytes.length - 3; at < end; at += 4) {
      crc ^= (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
      crc = T3[crc >>> 24]! ^ T2[(crc >>> 16) & 0xff]! ^ T1[(crc >>> 8) & 0xff]! ^ T0[crc & 0xff]!;
    }
    for (; at < bytes.length; at++) crc = step(crc, bytes[at]!);
    this.#crc = crc;
    this.#length += bytes.length;
    return this;
  }

  /** The sum so far as `cksum` prints it: decimal, 0 to 4294967295. More may be fed afterwards. */
  digest(): string {
    let crc = this.#crc;
    for (let left = this.#length; left > 0; left = Math.floor(left / 256)) crc = step(crc, left % 256);
    return String(~crc >>> 0);
  }
}

function step(crc: number, byte: number): number {
  return (crc << 8) ^ T0[(crc >>> 24) ^ byte]!;
}

function makeTables(): readonly [Int32Array, Int32Array, Int32Array, Int32Array] {
  const tables = [0, 1, 2, 3].map(() => new Int32Array(256)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
    tables[0][byte] = crc;
  }
  for (let k = 1; k < 4; k++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = tables[k - 1]![byte]!;
      tables[k]![byte] = (before << 8) ^ tables[0][before >>> 24]!;
    }
  }
  return tables;
}
