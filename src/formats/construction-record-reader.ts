import { decodeCds, decodePb5, isoOfMicros } from './ccsds-time.js';
import {
  CONSTRUCTION_RECORD,
  receivedInCds,
  type ApidRecord,
  type ConstructionRecord,
  type FileRecord,
} from './construction-record.js';
import { FormatError } from './format-error.js';
import { OctetReader } from './octets.js';

/**
 * Reads an EDOS construction record (file 00 of a PDS or EDS). Spare octets and anything after the last item are
 * passed over. Throws a FormatError for a record that is cut short, a count that does not fit in the octets left, a
 * time in a packet that is impossible, or a counter above 2^53.
 */
export function parseConstructionRecord(bytes: Uint8Array): ConstructionRecord {
  const reader = new RecordReader(bytes);
  return reader.record();
}

/** The items with the widths and times that only this record has. */
class RecordReader extends OctetReader {
  #cds = false;

  constructor(bytes: Uint8Array) {
    super(bytes, CONSTRUCTION_RECORD);
  }

  record(): ConstructionRecord {
    const softwareVersion = { major: this.u8('software version'), minor: this.u8('software version') };
    const type = this.u8('type code');
    if (type < 1 || type > 3) throw this.error(`type code ${type} is not that of a construction record`);
    this.skip(1, 'item 3');
    const id = this.text(36, 'identification');
    this.#cds = receivedInCds(id);
    const test = this.u8('test flag') !== 0;
    this.skip(9, 'item 7');
    const sessions = this.list(this.u16('number of contact sessions'), 16, 'contact sessions', () => ({
      ...optional('start', this.#received('contact start')),
      ...optional('stop', this.#received('contact stop')),
    }));
    const totals = {
      fillOctets: this.u64('fill octets'),
      lengthDiscrepancies: this.u32('length discrepancies'),
      firstPacket: this.#packetTime('time of the first packet'),
      lastPacket: this.#packetTime('time of the last packet'),
      ...optional('firstReceived', this.#received('receipt of the first packet')),
      ...optional('lastReceived', this.#received('receipt of the last packet')),
      correctedPackets: this.u32('corrected packets'),
      packets: this.u32('packets'),
      octets: this.u64('octets'),
      discontinuities: this.u32('discontinuities'),
      ...optional('completed', this.#received('time of completion')),
    };
    this.skip(7, 'item 23');
    const apids = this.list(this.u8('number of APIDs'), 92, 'APIDs', () => this.#apid());
    this.skip(3, 'item 25');
    const files = this.list(this.u8('number of files'), 68, 'files', () => this.#file());
    return { softwareVersion, type, id, test, sessions, ...totals, apids, files };
  }

  #apid(): ApidRecord {
    const source = this.#source();
    const offset = this.u64('offset of the first packet');
    this.skip(3, 'item 24-4');
    return {
      ...source,
      offset,
      channels: this.list(this.u8('number of virtual channels'), 4, 'virtual channels', () => {
        this.skip(2, 'item 24-5.1');
        const bits = this.u16('virtual channel');
        return { scid: (bits >>> 6) & 0xff, vcid: bits & 0x3f };
      }),
      gaps: this.list(this.u32('number of gaps'), 48, 'gaps', () => ({
        sequence: this.u32('first missing packet'),
        offset: this.u64('offset of the gap'),
        missed: this.u32('missed packets'),
        before: this.#packetTime('time before the gap'),
        after: this.#packetTime('time after the gap'),
        ...optional('beforeReceived', this.#received('receipt before the gap')),
        ...optional('afterReceived', this.#received('receipt after the gap')),
      })),
      fillPackets: this.list(this.u32('number of packets with fill'), 16, 'packets with fill', () => ({
        sequence: this.u32('packet with fill'),
        offset: this.u64('offset of the packet with fill'),
        fillIndex: this.u32('index of the first fill octet'),
      })),
      fillOctets: this.u64('fill octets'),
      lengthDiscrepancies: this.list(
        this.u32('number of length discrepancies'),
        4,
        'length discrepancies',
        () => this.u32('packet with length discrepancy'),
      ),
      firstPacket: this.#packetTime('time of the first packet'),
      lastPacket: this.#packetTime('time of the last packet'),
      ...optional('firstReceived', this.#received('receipt of the first packet')),
      ...optional('lastReceived', this.#received('receipt of the last packet')),
      correctedPackets: this.u32('corrected packets'),
      packets: this.u32('packets'),
      octets: this.#octetsAndSpare(),
    };
  }

  #file(): FileRecord {
    const name = this.text(40, 'file name');
    this.skip(3, 'item 25-3');
    const count = this.u8('number of APIDs in the file');
    if (count === 0) {
      this.skip(24, 'blank APID entry');
      return { name, apids: [] };
    }
    const apids = this.list(count, 24, 'APIDs of a file', () => {
      const entry = {
        ...this.#source(),
        firstPacket: this.#packetTime('time of the first packet'),
        lastPacket: this.#packetTime('time of the last packet'),
      };
      this.skip(4, 'item 25-4.5');
      return entry;
    });
    return { name, apids };
  }

  #source() {
    this.skip(1, 'item 24-1');
    const bits = this.u24('SCID and APID');
    return { scid: bits >>> 16, apid: bits & 0x7ff };
  }

  #octetsAndSpare(): number {
    const octets = this.u64('octets');
    this.skip(8, 'item 24-19');
    return octets;
  }

  #packetTime(item: string): string {
    const octets = this.bytes(8, item);
    try {
      return isoOfMicros(decodeCds(octets));
    } catch (error) {
      throw error instanceof FormatError ? this.error(`${item} is impossible (${error.problem})`) : error;
    }
  }

  #received(item: string): string | undefined {
    const octets = this.bytes(8, item);
    if (octets.every((octet) => octet === 0)) return undefined;
    try {
      return isoOfMicros(this.#cds ? decodeCds(octets) : decodePb5(octets, 1));
    } catch (error) {
      if (error instanceof FormatError) return undefined; // Not every EDOS build puts a time here.
      throw error;
    }
  }
}

/** An item that is left out of the record, rather than present as undefined, when it was blank. */
function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}
