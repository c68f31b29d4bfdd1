import type { PacketSource } from './pds-name.js';

/** Name of the format in errors. */
export const CONSTRUCTION_RECORD = 'construction record';

/**
 * What EDOS says of a Level 0 data set in its file 00 (items 1 to 25 of the EDOS construction record).
 * All times are UTC text with microseconds. A time of receipt (ESH annotation) that is blank or unreadable is absent:
 * later EDOS builds fill some of those items with something else.
 */
export interface ConstructionRecord {
  readonly softwareVersion: { readonly major: number; readonly minor: number };
  /** Type code: 1 a PDS, 2 or 3 an EDS. */
  readonly type: number;
  /** Identification of the data set, 36 characters. */
  readonly id: string;
  /** Whether this is test data. */
  readonly test: boolean;
  /** Spacecraft contact sessions. */
  readonly sessions: readonly ContactSession[];
  /** Octets that EDOS made up. */
  readonly fillOctets: number;
  /** Packets whose length is not the one in their header. */
  readonly lengthDiscrepancies: number;
  /** Time in the first packet. */
  readonly firstPacket: string;
  /** Time in the last packet. */
  readonly lastPacket: string;
  /** Receipt of the first packet. */
  readonly firstReceived?: string;
  /** Receipt of the last packet. */
  readonly lastReceived?: string;
  /** Packets from VCDUs that Reed-Solomon decoding corrected. */
  readonly correctedPackets: number;
  readonly packets: number;
  readonly octets: number;
  /** Packets before which sequence counts are missing. */
  readonly discontinuities: number;
  /** When the data set was completed. */
  readonly completed?: string;
  readonly apids: readonly ApidRecord[];
  /** Every file of the data set, this record's own included. */
  readonly files: readonly FileRecord[];
}

/** Start and stop of a contact; absent when blank. */
export interface ContactSession {
  readonly start?: string;
  readonly stop?: string;
}

/** What the record says of one source of packets. */
export interface ApidRecord extends PacketSource {
  /** Octets in the data set before its first packet. */
  readonly offset: number;
  readonly channels: readonly VirtualChannel[];
  readonly gaps: readonly Gap[];
  readonly fillPackets: readonly FillPacket[];
  readonly fillOctets: number;
  /** Sequence counts of the packets whose length is not the one in their header. */
  readonly lengthDiscrepancies: readonly number[];
  readonly firstPacket: string;
  readonly lastPacket: string;
  readonly firstReceived?: string;
  readonly lastReceived?: string;
  readonly correctedPackets: number;
  readonly packets: number;
  readonly octets: number;
}

/** Virtual channel that packets came through. */
export interface VirtualChannel {
  readonly scid: number;
  /** Virtual channel identifier, 0 to 63. */
  readonly vcid: number;
}

/** Packets that are missing in a row. */
export interface Gap {
  /** Sequence count of the first missing packet. */
  readonly sequence: number;
  /** Octets in the data set before the gap. */
  readonly offset: number;
  /** How many packets are missing. */
  readonly missed: number;
  /** Time in the packet before the gap. */
  readonly before: string;
  /** Time in the packet after the gap. */
  readonly after: string;
  readonly beforeReceived?: string;
  readonly afterReceived?: string;
}

/** A packet that ends in octets made up by EDOS. */
export interface FillPacket {
  readonly sequence: number;
  readonly offset: number;
  /** Index of its first made-up octet. */
  readonly fillIndex: number;
}

/** One file of the data set. */
export interface FileRecord {
  readonly name: string;
  /** The sources in the file; none for the construction record itself. */
  readonly apids: readonly (PacketSource & { readonly firstPacket: string; readonly lastPacket: string })[];
}

/** The measures of a data set's quality that an operator looks at. */
export interface RecordFigures {
  readonly gaps: number;
  readonly missedPackets: number;
  readonly fillOctets: number;
  readonly lengthDiscrepancies: number;
  readonly packets: number;
  readonly octets: number;
}

/** The quality measures of a data set: gaps are added up over its APIDs, the rest is the record's own total. */
export function recordFigures(record: ConstructionRecord): RecordFigures {
  const gaps = record.apids.flatMap((apid) => apid.gaps);
  const { fillOctets, lengthDiscrepancies, packets, octets } = record;
  const missedPackets = gaps.reduce((sum, gap) => sum + gap.missed, 0);
  return { gaps: gaps.length, missedPackets, fillOctets, lengthDiscrepancies, packets, octets };
}

/** Suomi NPP data sets carry CDS where the EOS ones carry a spare octet and PB5, in the same eight octets. */
export function receivedInCds(id: string): boolean {
  return /^[PE]157/.test(id);
}
