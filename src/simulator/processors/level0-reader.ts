import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { firstPacketTime, readPackets, type Packet } from '../../formats/ccsds.js';
import { microsOfIso } from '../../formats/ccsds-time.js';
import { parseConstructionRecord, recordFigures, type RecordFigures } from '../../formats/edos.js';
import { reasonOf, UnusableInput } from './unusable-input.js';

/** A file of packets, not yet read. */
export interface PacketFile {
  readonly path: string;
  /** Instant of the first packet, epoch milliseconds. */
  readonly startMs: number;
}

/** The Level 0 files of one LUN. */
export interface Level0Files {
  /** By time. */
  readonly packetFiles: readonly PacketFile[];
  /** What the construction records say, by time of the first packet. */
  readonly figures: readonly RecordFigures[];
  /** Latest completion of a data set, UTC text; undefined when no record says. */
  readonly made: string | undefined;
}

/**
 * Tells construction records from packets by content, since staged files have the archive's names. Throws UnusableInput
 * for a file that is neither.
 */
export function level0Files(paths: readonly string[]): Level0Files {
  const packetFiles: PacketFile[] = [];
  const records: ReturnType<typeof parseConstructionRecord>[] = [];
  for (const path of paths) {
    if (isPackets(path)) packetFiles.push({ path, startMs: startOf(path) });
    else records.push(reading(path, () => parseConstructionRecord(readFileSync(path))));
  }
  records.sort((a, b) => (a.firstPacket < b.firstPacket ? -1 : 1));
  return {
    packetFiles: packetFiles.sort((a, b) => a.startMs - b.startMs),
    figures: records.map(recordFigures),
    made: records
      .flatMap(({ completed }) => completed ?? [])
      .sort()
      .at(-1),
  };
}

/** The packets of a file, which is read whole. Throws UnusableInput at a packet that is damaged or cut short. */
export function packetsOf(path: string): Packet[] {
  return reading(path, () => [...readPackets(readFileSync(path))]);
}

/** The first word of a telemetry packet: version 0, telemetry, secondary header. A record begins with its software version. */
function isPackets(path: string): boolean {
  const head = headOf(path, 2);
  return head.length === 2 && (head[0]! & 0xf8) === 0x08;
}

function startOf(path: string): number {
  return reading(path, () => Math.floor(microsOfIso(firstPacketTime(headOf(path, 15))) / 1000));
}

function headOf(path: string, length: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const head = new Uint8Array(length);
    return head.subarray(0, readSync(file, head, 0, length, 0));
  } finally {
    closeSync(file);
  }
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UnusableInput(`${path} cannot be read: ${reasonOf(error)}.`);
  }
}
