import { CDS_LENGTH, decodeCds, encodeCds, isoOfMicros } from './ccsds-time.js';
import { FormatError } from './format-error.js';

const PRIMARY_HEADER = 6;
/**
 * Terra's secondary header is nine octets: the CDS time, then one octet that each instrument uses as it likes (MODIS:
 * quick-look flag and packet type). That the time comes first is an assumption for MOPITT; the extra octet is written
 * as zero and passed over in reading.
 */
const SECONDARY_HEADER = CDS_LENGTH + 1;
const HEADERS = PRIMARY_HEADER + SECONDARY_HEADER;
const LARGEST_PACKET = 65_536 + PRIMARY_HEADER;
const SECONDARY_HEADER_FLAG = 0x0800;
const UNSEGMENTED = 0xc000;

/** A source packet to be written. */
export interface PacketParts {
  /** Application identifier, 0 to 2047. */
  readonly apid: number;
  /** Sequence count, 0 to 16383. */
  readonly sequence: number;
  /** Instant of the secondary header, epoch microseconds. */
  readonly time: number;
  /** User data after both headers, at most 65527 octets. */
  readonly data: Uint8Array;
}

/** A source packet as found in a file of packets. */
export interface Packet extends PacketParts {
  /** Octets before the packet. */
  readonly offset: number;
  /** Octets of the whole packet, headers included. */
  readonly length: number;
}

/** One CCSDS telemetry packet, unsegmented, with a Terra secondary header. Throws a FormatError for a part out of range. */
export function encodePacket(packet: PacketParts): Uint8Array {
  inRange('APID', packet.apid, 0x7ff);
  inRange('sequence count', packet.sequence, 0x3fff);
  const total = HEADERS + packet.data.length;
  inRange('packet length', total, LARGEST_PACKET);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, SECONDARY_HEADER_FLAG | packet.apid);
  view.setUint16(2, UNSEGMENTED | packet.sequence);
  view.setUint16(4, total - PRIMARY_HEADER - 1);
  bytes.set(encodeCds(packet.time), PRIMARY_HEADER);
  bytes.set(packet.data, HEADERS);
  return bytes;
}

/**
 * The packets of a Level 0 packet file, in order. `data` is a view of `bytes`, not a copy. Throws a FormatError, with
 * the offset, at a packet that is cut short, has no secondary header or an impossible time.
 */
export function* readPackets(bytes: Uint8Array): Generator<Packet, void, undefined> {
  for (let offset = 0; offset < bytes.length;) {
    const header = readHeaders(bytes, offset);
    const end = offset + header.length;
    if (end > bytes.length) {
      throw bad(offset, `it says ${header.length} octets and ${bytes.length - offset} are left`);
    }
    yield { ...header, offset, data: bytes.subarray(offset + HEADERS, end) };
    offset = end;
  }
}

/**
 * UTC text with microseconds of the first packet; needs only the first 15 octets of the file. Throws a FormatError when
 * they are not the headers of a packet.
 */
export function firstPacketTime(bytes: Uint8Array): string {
  return isoOfMicros(readHeaders(bytes, 0).time);
}

function readHeaders(bytes: Uint8Array, offset: number) {
  if (offset + HEADERS > bytes.length) {
    throw bad(offset, `${bytes.length - offset} octets are too few for the headers`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, PRIMARY_HEADER);
  const identification = view.getUint16(0);
  const length = view.getUint16(4) + PRIMARY_HEADER + 1;
  if (identification >>> 13 !== 0) throw bad(offset, 'its version is not that of a CCSDS packet');
  if (!(identification & SECONDARY_HEADER_FLAG) || length < HEADERS)
    throw bad(offset, 'it has no secondary header');
  return {
    apid: identification & 0x7ff,
    sequence: view.getUint16(2) & 0x3fff,
    time: timeAt(bytes, offset),
    length,
  };
}

function timeAt(bytes: Uint8Array, offset: number): number {
  try {
    return decodeCds(bytes, offset + PRIMARY_HEADER);
  } catch (error) {
    throw error instanceof FormatError ? bad(offset, error.message) : error;
  }
}

function bad(offset: number, problem: string): FormatError {
  return new FormatError('CCSDS packet', undefined, `packet at octet ${offset}: ${problem}`);
}

function inRange(what: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw new FormatError('CCSDS packet', undefined, `${what} ${value} is not between 0 and ${most}`);
  }
}
