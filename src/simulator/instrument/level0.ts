import type { DataDay } from '../../domain/data-day.js';
import { encodePacket } from '../../formats/ccsds.js';
import { isoOfMicros } from '../../formats/ccsds-time.js';
import {
  encodeConstructionRecord,
  pdsId,
  pdsName,
  type ConstructionRecord,
  type PacketSource,
} from '../../formats/edos.js';
import { fileOfBytes, granuleOf, type InputFile, type InputGranule } from './input.js';
import { isoSeconds, ordinalTime, SLOT_MS, slotStart } from './slots.js';

/** Type code of a construction record: a production data set, not an expedited one. */
const PRODUCTION_DATA_SET = 1;
/** Octets before the payload: CCSDS primary header and Terra's secondary header. */
const HEADERS = 15;
const PIECE = 65_536;

/** Packets of one source over two hours, all of one size, evenly spaced. */
export interface PacketSeries {
  /** Packets of the slot if none is lost. */
  readonly count: number;
  /** Octets of a payload. */
  readonly payload: number;
  /** Writes the payload of a packet into zeroed octets. */
  fill(payload: Uint8Array, index: number, micros: number): void;
}

/** What is wrong with the packets of a granule. */
export interface PacketLoss {
  /** Places where packets are missing, and how many at each. */
  readonly gaps?: number;
  readonly missedPerGap?: number;
  /** Packets whose second half EDOS made up. */
  readonly fillPackets?: number;
}

/** A Level 0 granule: construction record, packets, `.met`. The record tells the truth about what was lost. */
export function level0Granule(parts: {
  readonly type: string;
  readonly day: DataDay;
  readonly slot: string;
  readonly source: PacketSource;
  /** When EDOS completed the data set, epoch milliseconds. */
  readonly madeMs: number;
  readonly databaseId: number;
  readonly series: PacketSeries;
  readonly loss: PacketLoss;
}): InputGranule {
  const made = isoSeconds(parts.madeMs);
  const name = (fileNumber: number) => ({
    expedited: false,
    apids: [parts.source],
    created: made,
    digit: 0,
    fileNumber,
  });
  const packets = new SlotPackets(
    parts.series,
    parts.loss,
    parts.source.apid,
    slotStart(parts.day, parts.slot) * 1000,
  );
  const files = [pdsName(name(0)), pdsName(name(1))] as const;
  const record = recordOf(packets, { id: pdsId(name(0)), files, source: parts.source, madeMs: parts.madeMs });
  return granuleOf({
    type: parts.type,
    day: parts.day,
    slot: parts.slot,
    localGranuleId: `${parts.type}.A${ordinalTime(parts.day).slice(0, 7)}.${parts.slot}.001.${ordinalTime(made)}`,
    made,
    databaseId: parts.databaseId,
    range: [packets.first, packets.last],
    files: [fileOfBytes(files[0], encodeConstructionRecord(record)), packets.file(files[1])],
  });
}

class SlotPackets {
  readonly gaps: { index: number; missed: number }[];
  readonly filled: number[];
  readonly length: number;
  readonly #missing = new Set<number>();

  constructor(
    readonly series: PacketSeries,
    loss: PacketLoss,
    readonly apid: number,
    readonly startMicros: number,
  ) {
    this.length = HEADERS + series.payload;
    const spread = (count: number, offset: number) =>
      Array.from({ length: count }, (_, at) => Math.floor(((at + offset) * series.count) / count));
    const gaps = Math.min(loss.gaps ?? 0, Math.floor(series.count / 4));
    // A gap stands between two packets, so it neither begins nor ends the slot and never meets the next one.
    const missed = Math.max(
      1,
      Math.min(loss.missedPerGap ?? 1, Math.floor(series.count / Math.max(1, gaps) / 2) - 1),
    );
    this.gaps = spread(gaps, 0.5).map((index) => ({ index, missed }));
    for (const { index } of this.gaps) for (let at = 0; at < missed; at++) this.#missing.add(index + at);
    const fillPackets = Math.min(loss.fillPackets ?? 0, Math.floor(series.count / 4));
    this.filled = [...new Set(spread(fillPackets, 0.25))].filter((index) => !this.#missing.has(index));
  }

  get count(): number {
    return this.series.count - this.#missing.size;
  }
  get missed(): number {
    return this.#missing.size;
  }
  get octets(): number {
    return this.count * this.length;
  }
  get first(): string {
    return this.time(0);
  }
  get last(): string {
    return this.time(this.series.count - 1);
  }
  /** Index of the first octet of a packet that is made up. */
  get fillIndex(): number {
    return HEADERS + Math.floor(this.series.payload / 2);
  }

  micros(index: number): number {
    return this.startMicros + Math.floor(((index + 0.5) * SLOT_MS * 1000) / this.series.count);
  }
  time(index: number): string {
    return isoOfMicros(this.micros(index));
  }
  sequence(index: number): number {
    // Counted on from slot to slot, so that a slot that never came shows in the counts.
    return ((this.startMicros / 1000 / SLOT_MS) * this.series.count + index) % 0x4000;
  }
  offset(index: number): number {
    let before = 0;
    for (const missing of this.#missing) if (missing < index) before++;
    return (index - before) * this.length;
  }

  file(name: string): InputFile {
    return { name, size: this.octets, content: () => this.#content() };
  }

  *#content(): Generator<Uint8Array> {
    const perPiece = Math.max(1, Math.floor(PIECE / this.length));
    const filled = new Set(this.filled);
    let piece: Uint8Array[] = [];
    for (let index = 0; index < this.series.count; index++) {
      if (this.#missing.has(index)) continue;
      const data = new Uint8Array(this.series.payload);
      this.series.fill(data, index, this.micros(index));
      if (filled.has(index)) data.fill(0, this.fillIndex - HEADERS);
      piece.push(
        encodePacket({ apid: this.apid, sequence: this.sequence(index), time: this.micros(index), data }),
      );
      if (piece.length === perPiece) {
        yield Buffer.concat(piece);
        piece = [];
      }
    }
    if (piece.length > 0) yield Buffer.concat(piece);
  }
}

function recordOf(
  packets: SlotPackets,
  set: { id: string; files: readonly [string, string]; source: PacketSource; madeMs: number },
): ConstructionRecord {
  const { first, last } = packets;
  // Terra dumps to the ground about an hour behind its observations.
  const session = {
    start: isoOfMicros((set.madeMs - 40 * 60_000) * 1000),
    stop: isoOfMicros((set.madeMs - 28 * 60_000) * 1000),
  };
  const received = { firstReceived: session.start, lastReceived: session.stop };
  const fillOctets = packets.filled.length * (packets.length - packets.fillIndex);
  const counts = { fillOctets, correctedPackets: 0, packets: packets.count, octets: packets.octets };
  return {
    softwareVersion: { major: 1, minor: 0 },
    type: PRODUCTION_DATA_SET,
    id: set.id,
    test: false,
    sessions: [session],
    lengthDiscrepancies: 0,
    firstPacket: first,
    lastPacket: last,
    ...received,
    ...counts,
    discontinuities: packets.gaps.length,
    completed: isoOfMicros(set.madeMs * 1000),
    apids: [
      {
        ...set.source,
        offset: 0,
        channels: [{ scid: set.source.scid, vcid: 10 }],
        gaps: packets.gaps.map(({ index, missed }) => ({
          sequence: packets.sequence(index),
          offset: packets.offset(index),
          missed,
          before: packets.time(index - 1),
          after: packets.time(index + missed),
          beforeReceived: session.start,
          afterReceived: session.stop,
        })),
        fillPackets: packets.filled.map((index) => ({
          sequence: packets.sequence(index),
          offset: packets.offset(index),
          fillIndex: packets.fillIndex,
        })),
        lengthDiscrepancies: [],
        firstPacket: first,
        lastPacket: last,
        ...received,
        ...counts,
      },
    ],
    files: [
      { name: set.files[0], apids: [] },
      { name: set.files[1], apids: [{ ...set.source, firstPacket: first, lastPacket: last }] },
    ],
  };
}
