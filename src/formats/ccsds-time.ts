import { FormatError } from './format-error.js';

const DAY_US = 86_400_000_000;
const CDS_EPOCH_US = Date.UTC(1958, 0, 1) * 1000;
const PB5_EPOCH_US = Date.UTC(1995, 9, 10) * 1000;

/** Octets of a CDS time: 16-bit day, 32-bit millisecond of day, 16-bit microsecond. */
export const CDS_LENGTH = 8;

/** Octets of a PB5 time. */
export const PB5_LENGTH = 7;

/**
 * UTC text with six decimals, `2026-11-20T04:00:00.000250Z`, of an instant in epoch microseconds.
 * Throws a FormatError outside the years 0000 to 9999.
 */
export function isoOfMicros(micros: number): string {
  const ms = Math.floor(micros / 1000);
  const date = new Date(ms);
  const year = Number.isSafeInteger(micros) ? date.getUTCFullYear() : NaN;
  if (!(year >= 0 && year <= 9999)) {
    throw new FormatError('time', undefined, `${micros} microseconds is not an instant of a four-digit year`);
  }
  return `${date.toISOString().slice(0, -1)}${String(micros - ms * 1000).padStart(3, '0')}Z`;
}

const ISO = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/;

/**
 * Epoch microseconds of UTC text `YYYY-MM-DDThh:mm:ss[.fraction]Z`; digits beyond the microsecond are cut.
 * Throws a FormatError for anything else, a day that does not exist included.
 */
export function microsOfIso(text: string): number {
  const match = ISO.exec(text);
  const seconds = match ? `${match[1]}T${match[2]}.000Z` : '';
  const ms = Date.parse(seconds);
  if (!match || Number.isNaN(ms) || new Date(ms).toISOString() !== seconds) {
    throw new FormatError(
      'time',
      undefined,
      `'${text}' is not a UTC time; write it as YYYY-MM-DDThh:mm:ss.ssssssZ`,
    );
  }
  return ms * 1000 + Number((match[3] ?? '').slice(0, 6).padEnd(6, '0'));
}

/**
 * Eight octets of an instant in epoch microseconds. Throws a FormatError before 1958 or after 2047: EDOS keeps the
 * first bit of the day for the identification of the secondary header, which is zero.
 */
export function encodeCds(micros: number): Uint8Array {
  const { day, ms, us } = split(micros, CDS_EPOCH_US, 0x7fff, 'CDS');
  const bytes = new Uint8Array(CDS_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, day);
  view.setUint32(2, ms);
  view.setUint16(6, us);
  return bytes;
}

/**
 * Epoch microseconds of the CDS time at `offset`. A millisecond within a leap second is read as the same millisecond of
 * the second before it, since epoch time has no place for it. Throws a FormatError for a field out of range.
 */
export function decodeCds(bytes: Uint8Array, offset = 0): number {
  const view = viewOf(bytes, offset, CDS_LENGTH, 'CDS');
  const day = view.getUint16(0);
  const ms = view.getUint32(2);
  const us = view.getUint16(6);
  if (day > 0x7fff || ms >= 86_401_000 || us > 999) {
    throw new FormatError(
      'CDS time',
      undefined,
      `day ${day}, millisecond ${ms}, microsecond ${us} is out of range`,
    );
  }
  return join(CDS_EPOCH_US, day, ms, us);
}

/** Seven octets of an instant in epoch microseconds; throws a FormatError before 1995-10-10 or after 2040. */
export function encodePb5(micros: number): Uint8Array {
  const { day, ms, us } = split(micros, PB5_EPOCH_US, 0x3fff, 'PB5');
  const bytes = new Uint8Array(PB5_LENGTH);
  let bits =
    (BigInt(day) << 41n) |
    (BigInt(Math.floor(ms / 1000)) << 24n) |
    (BigInt(ms % 1000) << 14n) |
    (BigInt(us) << 4n);
  for (let at = PB5_LENGTH - 1; at >= 0; at--, bits >>= 8n) bytes[at] = Number(bits & 0xffn);
  return bytes;
}

/**
 * Epoch microseconds of the PB5 time at `offset`; the flag bit and the four pad bits are not looked at. Throws a
 * FormatError for a field out of range.
 */
export function decodePb5(bytes: Uint8Array, offset = 0): number {
  const view = viewOf(bytes, offset, PB5_LENGTH, 'PB5');
  const bits = (BigInt(view.getUint32(0)) << 24n) | BigInt((view.getUint16(4) << 8) | view.getUint8(6));
  const field = (shift: bigint, width: bigint): number => Number((bits >> shift) & ((1n << width) - 1n));
  const day = field(41n, 14n);
  const second = field(24n, 17n);
  const ms = field(14n, 10n);
  const us = field(4n, 10n);
  if (second > 86_400 || ms > 999 || us > 999) {
    throw new FormatError(
      'PB5 time',
      undefined,
      `second ${second}, millisecond ${ms}, microsecond ${us} is out of range`,
    );
  }
  return join(PB5_EPOCH_US, day, second * 1000 + ms, us);
}

function split(micros: number, epoch: number, lastDay: number, code: string) {
  const day = Math.floor((micros - epoch) / DAY_US);
  if (!Number.isSafeInteger(micros) || day < 0 || day > lastDay) {
    throw new FormatError(
      `${code} time`,
      undefined,
      `${micros} microseconds is outside what the code can hold`,
    );
  }
  const rest = micros - epoch - day * DAY_US;
  return { day, ms: Math.floor(rest / 1000), us: rest % 1000 };
}

function join(epoch: number, day: number, ms: number, us: number): number {
  const withoutLeap = ms >= 86_400_000 ? ms - 1000 : ms;
  return epoch + day * DAY_US + withoutLeap * 1000 + us;
}

function viewOf(bytes: Uint8Array, offset: number, length: number, code: string): DataView {
  if (offset < 0 || offset + length > bytes.length) {
    throw new FormatError(
      `${code} time`,
      undefined,
      `it needs ${length} octets at ${offset} of ${bytes.length}`,
    );
  }
  return new DataView(bytes.buffer, bytes.byteOffset + offset, length);
}
