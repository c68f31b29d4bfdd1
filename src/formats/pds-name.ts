import { FormatError } from './format-error.js';

/** Source of packets: spacecraft and application process. */
export interface PacketSource {
  /** Spacecraft identifier: 42 Terra, 154 Aqua, 204 Aura. */
  readonly scid: number;
  /** Application process identifier, 0 to 2047. */
  readonly apid: number;
}

/** The parts of the name of an EDOS Level 0 file, `P0420064AAAAAAAAAAAAAA26324031500000.PDS`. */
export interface PdsName {
  /** An expedited data set (`E….EDS`) rather than a production data set (`P….PDS`). */
  readonly expedited: boolean;
  /** One to three sources of packets. */
  readonly apids: readonly PacketSource[];
  /** When EDOS made the data set, UTC text to the second: `2026-11-20T03:15:00Z`. */
  readonly created: string;
  /** The single digit after the time that tells apart data sets made in the same second. */
  readonly digit: number;
  /** 0 for the construction record, 1 and more for the packet files. */
  readonly fileNumber: number;
}

const NAME =
  /^(?<letter>[PE])(?<slots>(?:\d{7}|A{7}){3})(?<yy>\d\d)(?<ddd>\d{3})(?<hh>\d\d)(?<mm>\d\d)(?<ss>\d\d)(?<digit>\d)(?<file>\d\d)\.(?<extension>PDS|EDS)$/;
type NamePart = 'letter' | 'slots' | 'yy' | 'ddd' | 'hh' | 'mm' | 'ss' | 'digit' | 'file' | 'extension';
const SLOTS = 3;
const BLANK_SLOT = 'A'.repeat(7);
/** EOS flew from 1999 on, so that two-digit years from here on are of the last century. */
const CENTURY_PIVOT = 90;

/** The parts of a Level 0 file name; undefined for any other name, one with an impossible date included. */
export function parsePdsName(name: string): PdsName | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const part = match.groups as Record<NamePart, string>;
  const { letter, slots } = part;
  const apids = [0, 7, 14]
    .map((at) => slots.slice(at, at + 7))
    .filter((slot) => slot !== BLANK_SLOT)
    .map((slot) => ({ scid: Number(slot.slice(0, 3)), apid: Number(slot.slice(3)) }));
  const created = instant(
    Number(part.yy),
    Number(part.ddd),
    Number(part.hh),
    Number(part.mm),
    Number(part.ss),
  );
  const consistent = (letter === 'E') === (part.extension === 'EDS');
  if (slots.startsWith(BLANK_SLOT) || apids.some(({ apid }) => apid > 0x7ff) || !created || !consistent)
    return undefined;
  return {
    expedited: letter === 'E',
    apids,
    created,
    digit: Number(part.digit),
    fileNumber: Number(part.file),
  };
}

/** The name of a Level 0 file. Throws a FormatError for parts that no name can carry. */
export function pdsName(parts: PdsName): string {
  const { expedited, apids, created, digit, fileNumber } = parts;
  if (apids.length < 1 || apids.length > SLOTS)
    throw bad(`it has room for 1 to ${SLOTS} APIDs, not ${apids.length}`);
  const slots = apids
    .map(({ scid, apid }) => digits('SCID', scid, 3, 999) + digits('APID', apid, 4, 0x7ff))
    .join('');
  return [
    expedited ? 'E' : 'P',
    slots.padEnd(SLOTS * BLANK_SLOT.length, 'A'),
    compactTime(created),
    digits('digit', digit, 1, 9),
    digits('file number', fileNumber, 2, 99),
    expedited ? '.EDS' : '.PDS',
  ].join('');
}

/** The 36-character identification that a construction record carries: the name of its file without the extension. */
export function pdsId(parts: PdsName): string {
  return pdsName({ ...parts, fileNumber: 0 }).slice(0, -4);
}

function compactTime(created: string): string {
  const ms = Date.parse(created);
  const iso = Number.isNaN(ms) ? '' : new Date(ms).toISOString();
  const year = Number(iso.slice(0, 4));
  if (
    !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(created) ||
    iso.slice(0, 19) !== created.slice(0, 19)
  ) {
    throw bad(`'${created}' is not a UTC time`);
  }
  if (year < 1900 + CENTURY_PIVOT || year >= 2000 + CENTURY_PIVOT)
    throw bad(`the year of ${created} has no two-digit form`);
  const day = Math.floor((ms - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  return iso.slice(2, 4) + String(day).padStart(3, '0') + iso.slice(11, 19).replaceAll(':', '');
}

function instant(yy: number, day: number, hour: number, minute: number, second: number): string | undefined {
  const year = yy + (yy >= CENTURY_PIVOT ? 1900 : 2000);
  const date = new Date(Date.UTC(year, 0, day, hour, minute, second));
  if (day < 1 || hour > 23 || minute > 59 || second > 59 || date.getUTCFullYear() !== year) return undefined;
  return `${date.toISOString().slice(0, 19)}Z`;
}

function digits(what: string, value: number, width: number, most: number): string {
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw bad(`${what} ${value} is not between 0 and ${most}`);
  return String(value).padStart(width, '0');
}

function bad(problem: string): FormatError {
  return new FormatError('PDS name', undefined, problem);
}
