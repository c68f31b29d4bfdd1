import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeCds,
  decodePb5,
  encodeCds,
  encodePb5,
  isoOfMicros,
  microsOfIso,
} from '../../src/formats/ccsds-time.js';
import { encodePacket, firstPacketTime, readPackets, type PacketParts } from '../../src/formats/ccsds.js';
import { FormatError } from '../../src/formats/format-error.js';
import { onlyFormatErrors } from './fuzz.js';

const micros = (from: string, to: string) => fc.integer({ min: microsOfIso(from), max: microsOfIso(to) });
const cdsMicros = micros('1958-01-01T00:00:00Z', '2047-09-17T23:59:59.999999Z');
const packet: fc.Arbitrary<PacketParts> = fc.record({
  apid: fc.nat(0x7ff),
  sequence: fc.nat(0x3fff),
  time: cdsMicros,
  data: fc.uint8Array({ maxLength: 64 }),
});
const join = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe('times', () => {
  it('keep their microseconds in text, CDS and PB5', () => {
    fc.assert(
      fc.property(cdsMicros, (us) => {
        expect(microsOfIso(isoOfMicros(us))).toBe(us);
        expect(decodeCds(encodeCds(us))).toBe(us);
      }),
    );
    fc.assert(
      fc.property(micros('1995-10-10T00:00:00Z', '2040-08-16T23:59:59.999999Z'), (us) => {
        expect(decodePb5(encodePb5(us))).toBe(us);
      }),
    );
  });

  it('lie in their octets as the codes say', () => {
    // 1958-01-03T00:00:01.500007: day 2, 1500 ms, 7 us.
    expect([...encodeCds(microsOfIso('1958-01-03T00:00:01.500007Z'))]).toEqual([0, 2, 0, 0, 5, 220, 0, 7]);
    // 1995-10-11: day 1, second 1, 2 ms, 3 us: 0 + 14 + 17 + 10 + 10 + 4 bits.
    const bits = [...encodePb5(microsOfIso('1995-10-11T00:00:01.002003Z'))].map((b) =>
      b.toString(2).padStart(8, '0'),
    );
    expect(bits.join('')).toBe(
      `0${'1'.padStart(14, '0')}${'1'.padStart(17, '0')}${'10'.padStart(10, '0')}${'11'.padStart(10, '0')}0000`,
    );
  });

  it('read a leap second as the second before it', () => {
    const octets = encodeCds(microsOfIso('2016-12-31T23:59:59.250000Z'));
    new DataView(octets.buffer).setUint32(2, 86_400_250);
    expect(isoOfMicros(decodeCds(octets))).toBe('2016-12-31T23:59:59.250000Z');
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-11-20T04:00:00',
    '2026-11-20T24:00:00Z',
    '2026-11-20',
    '',
    '2026-11-20T04:00:60Z',
  ])('refuse %j as text', (text) => {
    expect(() => microsOfIso(text)).toThrow(FormatError);
  });

  it('refuse what a code cannot hold', () => {
    expect(() => encodeCds(microsOfIso('1957-12-31T23:59:59Z'))).toThrow(FormatError);
    expect(() => encodeCds(microsOfIso('2047-09-19T00:00:00Z'))).toThrow(FormatError);
    expect(() => encodePb5(microsOfIso('1995-10-09T00:00:00Z'))).toThrow(FormatError);
    expect(() => encodePb5(1.5)).toThrow(FormatError);
    expect(() => isoOfMicros(NaN)).toThrow(FormatError);
  });

  it('refuse octets that are no time, and only with a FormatError', () => {
    expect(() => decodeCds(new Uint8Array(8).fill(255))).toThrow(FormatError);
    expect(() => decodePb5(new Uint8Array(7).fill(255))).toThrow(FormatError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.integer({ min: -2, max: 12 }), (bytes, offset) => {
        onlyFormatErrors(() => decodeCds(bytes, offset));
        onlyFormatErrors(() => decodePb5(bytes, offset));
      }),
    );
  });
});

describe('packets', () => {
  it('come back from a file in order, wherever the file starts in memory', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 8 }), fc.nat(9), (packets, shift) => {
        const file = join([new Uint8Array(shift), ...packets.map(encodePacket)]).subarray(shift);
        const read = [...readPackets(file)];
        expect(
          read.map(({ apid, sequence, time, data }) => ({ apid, sequence, time, data: [...data] })),
        ).toEqual(packets.map((one) => ({ ...one, data: [...one.data] })));
        const ends = read.map(({ offset, length }) => offset + length);
        expect(read.map(({ offset }) => offset)).toEqual([0, ...ends].slice(0, read.length));
        expect(ends.at(-1) ?? 0).toBe(file.length);
      }),
    );
  });

  it('have the headers of CCSDS, the time first in the secondary one', () => {
    const time = microsOfIso('2026-11-20T00:00:00.250001Z');
    const bytes = encodePacket({ apid: 0x105, sequence: 5, time, data: Uint8Array.of(0xab) });
    expect([...bytes]).toEqual([0x09, 0x05, 0xc0, 0x05, 0, 9, ...encodeCds(time), 0, 0xab]);
  });

  it('tell the time of the first from the first 15 octets alone', () => {
    const time = microsOfIso('2026-11-20T00:00:00.250001Z');
    const bytes = encodePacket({ apid: 64, sequence: 0, time, data: new Uint8Array(500) });
    expect(firstPacketTime(bytes.subarray(0, 15))).toBe('2026-11-20T00:00:00.250001Z');
    expect(() => firstPacketTime(bytes.subarray(0, 14))).toThrow(FormatError);
  });

  it('are refused when cut short, with the offset of the packet', () => {
    const one = encodePacket({ apid: 64, sequence: 0, time: 0, data: new Uint8Array(5) });
    const file = join([one, one]);
    for (let length = one.length + 1; length < file.length; length++) {
      expect(() => [...readPackets(file.subarray(0, length))]).toThrow(`packet at octet ${one.length}`);
    }
  });

  it('without a secondary header are refused', () => {
    expect(() => [...readPackets(new Uint8Array(20))]).toThrow('no secondary header');
  });

  it('are not written with a part out of range', () => {
    const good = { apid: 64, sequence: 0, time: 0, data: new Uint8Array(0) };
    expect(encodePacket({ ...good, data: new Uint8Array(65_527) })).toHaveLength(65_542);
    for (const change of [
      { apid: 2048 },
      { sequence: 16_384 },
      { apid: -1 },
      { time: NaN },
      { data: new Uint8Array(65_528) },
    ]) {
      expect(() => encodePacket({ ...good, ...change })).toThrow(FormatError);
    }
  });

  it('damaged in any way raise a FormatError or are read', () => {
    fc.assert(
      fc.property(
        fc.array(packet, { maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(300), fc.nat(255))),
        (packets, changes) => {
          const file = join(packets.map(encodePacket));
          for (const [at, byte] of changes) if (at < file.length) file[at] = byte;
          onlyFormatErrors(() => [...readPackets(file)]);
        },
      ),
    );
  });
});
