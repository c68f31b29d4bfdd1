import { encodeCds, encodePb5, microsOfIso } from './ccsds-time.js';
import {
  CONSTRUCTION_RECORD,
  receivedInCds,
  type ApidRecord,
  type ConstructionRecord,
  type FileRecord,
} from './construction-record.js';
import { OctetWriter } from './octets.js';
import type { PacketSource } from './pds-name.js';

/**
 * Writes an EDOS construction record, spare octets zero. Throws a FormatError for a value that does not fit its item:
 * an identification over 36 characters, a time its code cannot hold, no APID or more than 100, more than two virtual
 * channels of an APID, no file or more than 255.
 */
export function encodeConstructionRecord(record: ConstructionRecord): Uint8Array {
  const writer = new RecordWriter(receivedInCds(record.id));
  writer.record(record);
  return writer.finish();
}

class RecordWriter extends OctetWriter {
  readonly #cds: boolean;

  constructor(cds: boolean) {
    super(CONSTRUCTION_RECORD);
    this.#cds = cds;
  }

  record(record: ConstructionRecord): void {
    this.#counted('type code', record.type, 1, 3);
    this.#counted('number of APIDs', record.apids.length, 1, 100);
    this.#counted('number of files', record.files.length, 1, 255);
    this.uint(1, record.softwareVersion.major, 'software version');
    this.uint(1, record.softwareVersion.minor, 'software version');
    this.uint(1, record.type, 'type code');
    this.spare(1);
    this.text(36, record.id, 'identification');
    this.uint(1, record.test ? 1 : 0, 'test flag');
    this.spare(9);
    this.uint(2, record.sessions.length, 'number of contact sessions');
    for (const { start, stop } of record.sessions) {
      this.#received(start);
      this.#received(stop);
    }
    this.uint(8, record.fillOctets, 'fill octets');
    this.uint(4, record.lengthDiscrepancies, 'length discrepancies');
    this.#packetTime(record.firstPacket);
    this.#packetTime(record.lastPacket);
    this.#received(record.firstReceived);
    this.#received(record.lastReceived);
    this.uint(4, record.correctedPackets, 'corrected packets');
    this.uint(4, record.packets, 'packets');
    this.uint(8, record.octets, 'octets');
    this.uint(4, record.discontinuities, 'discontinuities');
    this.#received(record.completed);
    this.spare(7);
    this.uint(1, record.apids.length, 'number of APIDs');
    for (const apid of record.apids) this.#apid(apid);
    this.spare(3);
    this.uint(1, record.files.length, 'number of files');
    for (const file of record.files) this.#file(file);
  }

  #apid(apid: ApidRecord): void {
    this.#source(apid);
    this.uint(8, apid.offset, 'offset of the first packet');
    this.spare(3);
    this.#counted('number of virtual channels', apid.channels.length, 1, 2);
    this.uint(1, apid.channels.length, 'number of virtual channels');
    for (const { scid, vcid } of apid.channels) {
      this.#counted('SCID', scid, 0, 0xff);
      this.#counted('virtual channel', vcid, 0, 0x3f);
      this.spare(2);
      this.uint(2, (scid << 6) | vcid, 'virtual channel');
    }
    this.uint(4, apid.gaps.length, 'number of gaps');
    for (const gap of apid.gaps) {
      this.uint(4, gap.sequence, 'first missing packet');
      this.uint(8, gap.offset, 'offset of the gap');
      this.uint(4, gap.missed, 'missed packets');
      this.#packetTime(gap.before);
      this.#packetTime(gap.after);
      this.#received(gap.beforeReceived);
      this.#received(gap.afterReceived);
    }
    this.uint(4, apid.fillPackets.length, 'number of packets with fill');
    for (const fill of apid.fillPackets) {
      this.uint(4, fill.sequence, 'packet with fill');
      this.uint(8, fill.offset, 'offset of the packet with fill');
      this.uint(4, fill.fillIndex, 'index of the first fill octet');
    }
    this.uint(8, apid.fillOctets, 'fill octets');
    this.uint(4, apid.lengthDiscrepancies.length, 'number of length discrepancies');
    for (const sequence of apid.lengthDiscrepancies) this.uint(4, sequence, 'packet with length discrepancy');
    this.#packetTime(apid.firstPacket);
    this.#packetTime(apid.lastPacket);
    this.#received(apid.firstReceived);
    this.#received(apid.lastReceived);
    this.uint(4, apid.correctedPackets, 'corrected packets');
    this.uint(4, apid.packets, 'packets');
    this.uint(8, apid.octets, 'octets');
    this.spare(8);
  }

  #file(file: FileRecord): void {
    this.text(40, file.name, 'file name');
    this.spare(3);
    this.uint(1, file.apids.length, 'number of APIDs in the file');
    if (file.apids.length === 0) this.spare(24);
    for (const apid of file.apids) {
      this.#source(apid);
      this.#packetTime(apid.firstPacket);
      this.#packetTime(apid.lastPacket);
      this.spare(4);
    }
  }

  #source({ scid, apid }: PacketSource): void {
    this.#counted('APID', apid, 0, 0x7ff);
    this.spare(1);
    this.uint(1, scid, 'SCID');
    this.uint(2, apid, 'APID');
  }

  #packetTime(iso: string): void {
    this.bytes(encodeCds(microsOfIso(iso)));
  }

  #received(iso: string | undefined): void {
    if (iso === undefined) {
      this.spare(8);
    } else if (this.#cds) {
      this.bytes(encodeCds(microsOfIso(iso)));
    } else {
      this.spare(1);
      this.bytes(encodePb5(microsOfIso(iso)));
    }
  }

  #counted(item: string, value: number, least: number, most: number): void {
    if (!Number.isInteger(value) || value < least || value > most) {
      throw this.error(`${item} ${value} is not between ${least} and ${most}`);
    }
  }
}
