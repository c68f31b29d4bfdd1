import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoOfMicros, microsOfIso } from '../../src/formats/ccsds-time.js';
import {
  encodeConstructionRecord,
  parseConstructionRecord,
  parsePdsName,
  pdsId,
  pdsName,
  recordFigures,
  type ApidRecord,
  type ConstructionRecord,
  type PdsName,
} from '../../src/formats/edos.js';
import { FormatError } from '../../src/formats/format-error.js';
import { onlyFormatErrors } from './fuzz.js';

const NAME: PdsName = {
  expedited: false,
  apids: [{ scid: 42, apid: 105 }],
  created: '2026-11-20T03:15:00Z',
  digit: 0,
  fileNumber: 1,
};

const APID: ApidRecord = {
  scid: 42,
  apid: 105,
  offset: 0,
  channels: [{ scid: 42, vcid: 4 }],
  gaps: [],
  fillPackets: [],
  fillOctets: 0,
  lengthDiscrepancies: [],
  firstPacket: '2026-11-20T00:00:00.100001Z',
  lastPacket: '2026-11-20T01:59:59.900002Z',
  firstReceived: '2026-11-20T01:10:00.000000Z',
  lastReceived: '2026-11-20T02:40:00.000000Z',
  correctedPackets: 3,
  packets: 18_000,
  octets: 22_020_096,
};

const RECORD: ConstructionRecord = {
  softwareVersion: { major: 7, minor: 2 },
  type: 1,
  id: pdsId(NAME),
  test: false,
  sessions: [{ start: '2026-11-20T01:09:00.000000Z', stop: '2026-11-20T01:21:00.000000Z' }],
  fillOctets: 12,
  lengthDiscrepancies: 1,
  firstPacket: APID.firstPacket,
  lastPacket: APID.lastPacket,
  firstReceived: '2026-11-20T01:10:00.000000Z',
  lastReceived: '2026-11-20T02:40:00.000000Z',
  correctedPackets: 3,
  packets: 18_000,
  octets: 22_020_096,
  discontinuities: 0,
  completed: '2026-11-20T03:15:00.000000Z',
  apids: [APID],
  files: [
    { name: pdsName({ ...NAME, fileNumber: 0 }), apids: [] },
    {
      name: pdsName(NAME),
      apids: [{ scid: 42, apid: 105, firstPacket: APID.firstPacket, lastPacket: APID.lastPacket }],
    },
  ],
};

const isoTime = fc
  .integer({ min: microsOfIso('1999-12-18T00:00:00Z'), max: microsOfIso('2040-01-01T00:00:00Z') })
  .map(isoOfMicros);
const u32 = fc.nat(0xffffffff);
const u64 = fc.maxSafeNat();
const source = { scid: fc.nat(255), apid: fc.nat(0x7ff) };
const received = { firstReceived: isoTime, lastReceived: isoTime };
const apid: fc.Arbitrary<ApidRecord> = fc.record(
  {
    ...source,
    offset: u64,
    channels: fc.array(fc.record({ scid: fc.nat(255), vcid: fc.nat(63) }), { minLength: 1, maxLength: 2 }),
    gaps: fc.array(
      fc.record(
        {
          sequence: u32,
          offset: u64,
          missed: u32,
          before: isoTime,
          after: isoTime,
          beforeReceived: isoTime,
          afterReceived: isoTime,
        },
        { requiredKeys: ['sequence', 'offset', 'missed', 'before', 'after'] },
      ),
      { maxLength: 3 },
    ),
    fillPackets: fc.array(fc.record({ sequence: u32, offset: u64, fillIndex: u32 }), { maxLength: 3 }),
    fillOctets: u64,
    lengthDiscrepancies: fc.array(u32, { maxLength: 3 }),
    firstPacket: isoTime,
    lastPacket: isoTime,
    ...received,
    correctedPackets: u32,
    packets: u32,
    octets: u64,
  },
  {
    requiredKeys: [
      'scid',
      'apid',
      'offset',
      'channels',
      'gaps',
      'fillPackets',
      'fillOctets',
      'lengthDiscrepancies',
      'firstPacket',
      'lastPacket',
      'correctedPackets',
      'packets',
      'octets',
    ],
  },
);
const record: fc.Arbitrary<ConstructionRecord> = fc
  .record({
    softwareVersion: fc.record({ major: fc.nat(255), minor: fc.nat(255) }),
    type: fc.integer({ min: 1, max: 3 }),
    id: fc.constantFrom(RECORD.id, RECORD.id.replace('P042', 'P157'), 'short'),
    test: fc.boolean(),
    sessions: fc.array(fc.record({ start: isoTime, stop: isoTime }, { requiredKeys: [] }), { maxLength: 3 }),
    fillOctets: u64,
    lengthDiscrepancies: u32,
    firstPacket: isoTime,
    lastPacket: isoTime,
    correctedPackets: u32,
    packets: u32,
    octets: u64,
    discontinuities: u32,
    apids: fc.array(apid, { minLength: 1, maxLength: 3 }),
    files: fc.array(
      fc.record({
        name: fc.string({ maxLength: 40 }).map((name) => name.trimEnd()),
        apids: fc.array(fc.record({ ...source, firstPacket: isoTime, lastPacket: isoTime }), {
          maxLength: 3,
        }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .chain((all) =>
    fc.record({ ...received, completed: isoTime }, { requiredKeys: [] }).map((some) => ({ ...all, ...some })),
  );

describe('PDS names', () => {
  it('carry spacecraft, APIDs and time of creation', () => {
    expect(pdsName(NAME)).toBe('P0420105AAAAAAAAAAAAAA26324031500001.PDS');
    expect(parsePdsName('E04201050420106154000799365235959712.EDS')).toEqual({
      expedited: true,
      apids: [
        { scid: 42, apid: 105 },
        { scid: 42, apid: 106 },
        { scid: 154, apid: 7 },
      ],
      created: '1999-12-31T23:59:59Z',
      digit: 7,
      fileNumber: 12,
    });
  });

  it('come back from every set of parts', () => {
    const parts = fc.record({
      expedited: fc.boolean(),
      apids: fc.array(fc.record({ scid: fc.nat(999), apid: fc.nat(0x7ff) }), { minLength: 1, maxLength: 3 }),
      created: fc
        .integer({ min: Date.UTC(1990, 0, 1) / 1000, max: Date.UTC(2090, 0, 1) / 1000 - 1 })
        .map((second) => `${new Date(second * 1000).toISOString().slice(0, 19)}Z`),
      digit: fc.nat(9),
      fileNumber: fc.nat(99),
    });
    fc.assert(
      fc.property(parts, (one) => {
        expect(pdsName(one)).toHaveLength(40);
        expect(parsePdsName(pdsName(one))).toEqual(one);
      }),
    );
  });

  it.each([
    ['of another extension', 'P0420105AAAAAAAAAAAAAA26324031500001.EDS'],
    ['without an APID', 'PAAAAAAAAAAAAAAAAAAAAA26324031500001.PDS'],
    ['with an APID of more than 11 bits', 'P0422048AAAAAAAAAAAAAA26324031500001.PDS'],
    ['of day 366 of a common year', 'P0420105AAAAAAAAAAAAAA26366031500001.PDS'],
    ['of day 0', 'P0420105AAAAAAAAAAAAAA26000031500001.PDS'],
    ['of 24 o’clock', 'P0420105AAAAAAAAAAAAAA26324241500001.PDS'],
    ['with something before or after', ' P0420105AAAAAAAAAAAAAA26324031500001.PDS'],
    ['of a sibling', 'P0420105AAAAAAAAAAAAAA26324031500001.PDS.met'],
  ])('%s are not names', (_, name) => {
    expect(parsePdsName(name)).toBeUndefined();
  });

  it('are not made of parts that do not fit', () => {
    const changes: Partial<PdsName>[] = [
      { apids: [] },
      { apids: [{ scid: 1000, apid: 1 }] },
      { apids: [{ scid: 42, apid: 2048 }] },
      { created: '2026-02-30T00:00:00Z' },
      { created: '1989-12-31T23:59:59Z' },
      { digit: 10 },
      { fileNumber: 100 },
    ];
    for (const change of changes) expect(() => pdsName({ ...NAME, ...change })).toThrow(FormatError);
  });
});

describe('construction records', () => {
  it('of one APID and two files have the 384 octets that EDOS gives them', () => {
    const bytes = encodeConstructionRecord(RECORD);
    expect(bytes).toHaveLength(384);
    expect(new TextDecoder().decode(bytes.subarray(4, 40))).toBe('P0420105AAAAAAAAAAAAAA26324031500000');
    const view = new DataView(bytes.buffer);
    expect(view.getUint16(50)).toBe(1); // contact sessions
    expect(view.getUint32(116)).toBe(18_000); // packets
    expect(view.getBigUint64(120)).toBe(22_020_096n); // octets
    expect([...bytes.subarray(147, 152)]).toEqual([1, 0, 42, 0, 105]); // one APID: spare, SCID, APID
    expect(bytes[247]).toBe(2); // files
    expect(new TextDecoder().decode(bytes.subarray(316, 356))).toBe(pdsName(NAME));
  });

  it('come back from their octets', () => {
    expect(parseConstructionRecord(encodeConstructionRecord(RECORD))).toEqual(RECORD);
    fc.assert(
      fc.property(record, (one) => {
        expect(parseConstructionRecord(encodeConstructionRecord(one))).toEqual(one);
      }),
    );
  });

  it('give the figures of the quality, added up over APIDs', () => {
    const gap = { sequence: 7, offset: 0, before: APID.firstPacket, after: APID.lastPacket };
    const gaps = [
      { ...gap, missed: 40 },
      { ...gap, missed: 2 },
    ];
    const many = {
      ...RECORD,
      apids: [
        { ...APID, gaps },
        { ...APID, apid: 106, gaps: gaps.slice(0, 1) },
      ],
    };
    expect(recordFigures(parseConstructionRecord(encodeConstructionRecord(many)))).toEqual({
      gaps: 3,
      missedPackets: 82,
      fillOctets: 12,
      lengthDiscrepancies: 1,
      packets: 18_000,
      octets: 22_020_096,
    });
  });

  it('cut short anywhere are refused', () => {
    const bytes = encodeConstructionRecord(RECORD);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => parseConstructionRecord(bytes.subarray(0, length)), `${length} octets`).toThrow(
        FormatError,
      );
    }
  });

  it('with a damaged count are refused before anything is allocated for it', () => {
    const bytes = encodeConstructionRecord(RECORD);
    new DataView(bytes.buffer).setUint32(168, 0xffffffff); // number of gaps
    expect(() => parseConstructionRecord(bytes)).toThrow(/4294967295 gaps do not fit/);
  });

  it('with a counter that a number cannot hold are refused', () => {
    const bytes = encodeConstructionRecord(RECORD);
    new DataView(bytes.buffer).setBigUint64(120, 2n ** 53n);
    expect(() => parseConstructionRecord(bytes)).toThrow(/octets is 9007199254740992/);
  });

  it('with a time of receipt that is none are read without it', () => {
    const bytes = encodeConstructionRecord(RECORD);
    bytes.fill(0xff, 96, 104);
    const { firstReceived: _, ...rest } = RECORD;
    expect(parseConstructionRecord(bytes)).toEqual(rest);
  });

  it('of any octets raise a FormatError or are read', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 600 }),
        (bytes) => void onlyFormatErrors(() => parseConstructionRecord(bytes)),
      ),
    );
    const change = fc.tuple(fc.nat(700), fc.constantFrom(0, 1, 2, 127, 128, 255));
    fc.assert(
      fc.property(record, fc.array(change, { minLength: 1, maxLength: 6 }), (one, changes) => {
        const bytes = encodeConstructionRecord(one);
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        onlyFormatErrors(() => parseConstructionRecord(bytes));
      }),
    );
  });

  it('are not written with a value that does not fit its item', () => {
    const changes: Partial<ConstructionRecord>[] = [
      { id: 'x'.repeat(37) },
      { id: 'é' },
      { type: 4 },
      { packets: 2 ** 32 },
      { octets: 2 ** 53 },
      { octets: -1 },
      { apids: [] },
      { files: [] },
      { apids: [{ ...APID, channels: [] }] },
      { apids: [{ ...APID, apid: 2048 }] },
      { completed: '1990-01-01T00:00:00Z' },
      { firstPacket: 'today' },
    ];
    for (const change of changes)
      expect(() => encodeConstructionRecord({ ...RECORD, ...change })).toThrow(FormatError);
  });
});
