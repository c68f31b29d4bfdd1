import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataDay, dayEnd, dayStart } from '../../src/domain/data-day.js';
import { microsOfIso } from '../../src/formats/ccsds-time.js';
import { readPackets } from '../../src/formats/ccsds.js';
import { parseConstructionRecord, parsePdsName, recordFigures } from '../../src/formats/edos.js';
import { metValue, parseMet } from '../../src/formats/met.js';
import { parseUr } from '../../src/formats/universal-reference.js';
import { makeDao } from '../../src/simulator/instrument/dao.js';
import { makeDay, type DayOptions } from '../../src/simulator/instrument/day.js';
import type { InputFile, InputGranule } from '../../src/simulator/instrument/input.js';
import { orbitAt, placeSeen } from '../../src/simulator/instrument/orbit.js';
import { readScience } from '../../src/simulator/instrument/payload.js';
import { SLOT_MS, slotStart } from '../../src/simulator/instrument/slots.js';
import { msOfTai, taiOfMs } from '../../src/simulator/instrument/tai.js';
import { mopitt } from '../support/demo-run.js';

const mission = mopitt();
const day = dataDay('2026-11-20');
const make = (options: Partial<DayOptions> = {}) => makeDay({ mission, day, ...options });
const bytesOf = (file: InputFile) => Buffer.concat([...file.content()]);
const textOf = (file: InputFile) => bytesOf(file).toString();
const one = (granules: readonly InputGranule[], type: string, slot?: string) =>
  granules.find((granule) => granule.type === type && granule.slot === slot)!;

describe('a made day', () => {
  const { granules } = make();

  test('has twelve granules of each two-hourly type and one of each daily type', () => {
    const counts = Object.keys(mission.inputs).map(
      (type) => granules.filter((granule) => granule.type === type).length,
    );
    expect(counts).toEqual([12, 12, 12, 12, 12, 1, 1]);
    expect(new Set(granules.map(({ ur }) => ur)).size).toBe(62);
    expect(new Set(granules.flatMap(({ files }) => files.map(({ name }) => name))).size).toBe(
      36 * 3 + 26 * 2,
    );
  });

  test('is small', () => {
    const total = granules.flatMap(({ files }) => files).reduce((sum, { size }) => sum + size, 0);
    expect(total).toBeGreaterThan(2e6);
    expect(total).toBeLessThan(5e6);
  });

  test('knows the exact size of every file before it is made, within the limits of the mission', () => {
    for (const { type, files } of granules) {
      for (const file of files) expect([file.name, bytesOf(file).length]).toEqual([file.name, file.size]);
      const size = files.slice(0, -1).reduce((sum, file) => sum + file.size, 0);
      expect(size).toBeGreaterThanOrEqual(mission.inputs[type]!.size.min);
      expect(size).toBeLessThanOrEqual(mission.inputs[type]!.size.max);
    }
  });

  test('has names that the mission recognises, made after the slot', () => {
    for (const { type, slot, made, files } of granules) {
      const { edos, pattern } = mission.inputs[type]!;
      const name = files[0]!.name;
      if (edos) {
        expect(parsePdsName(name)).toMatchObject({ apids: [edos], created: made, fileNumber: 0 });
        expect(parsePdsName(files[1]!.name)).toMatchObject({ apids: [edos], created: made, fileNumber: 1 });
      } else {
        const groups = new RegExp(pattern!).exec(name)!.groups!;
        expect(groups).toMatchObject({ date: '2026324', ...(slot && { time: slot }) });
      }
      const end = slot === undefined ? dayEnd(day) : slotStart(day, slot) + SLOT_MS;
      expect(Date.parse(made)).toBeGreaterThan(end);
    }
  });

  test('has references and metadata that say which granule it is', () => {
    for (const { type, ur, localGranuleId, made, files } of granules) {
      expect(parseUr(ur)).toEqual({ shortName: type, versionId: '001' });
      const metFile = files.at(-1)!;
      expect(metFile.name).toBe(`${files[0]!.name}.met`);
      const met = parseMet(textOf(metFile));
      expect(metValue(met, 'SHORTNAME')).toBe(type);
      expect(metValue(met, 'LOCALGRANULEID')).toBe(localGranuleId);
      expect(Date.parse(String(metValue(met, 'PRODUCTIONDATETIME')))).toBe(Date.parse(made));
    }
  });

  test('has packets of its source within the slot, counted on from slot to slot', () => {
    const lists = ['0400', '0600'].map((slot) => {
      const packets = [...readPackets(bytesOf(one(granules, 'MOP00SCI', slot).files[1]!))];
      for (const { apid, time } of packets) {
        expect(apid).toBe(mission.inputs['MOP00SCI']!.edos!.apid);
        expect(time / 1000).toBeGreaterThanOrEqual(slotStart(day, slot));
        expect(time / 1000).toBeLessThan(slotStart(day, slot) + SLOT_MS);
      }
      return packets;
    });
    const sequences = lists.flat().map(({ sequence }) => sequence);
    expect(
      sequences.every((sequence, at) => at === 0 || sequence === (sequences[at - 1]! + 1) % 0x4000),
    ).toBe(true);
    expect(readScience(lists[0]![30]!.data)).toMatchObject({ track: 1, stare: 1 });
  });

  test('has construction records that agree with their packets', () => {
    for (const { files } of granules.filter(({ type }) => mission.inputs[type]!.edos)) {
      const record = parseConstructionRecord(bytesOf(files[0]!));
      const packets = [...readPackets(bytesOf(files[1]!))];
      expect(record.files.map(({ name }) => name)).toEqual([files[0]!.name, files[1]!.name]);
      expect(recordFigures(record)).toEqual({
        gaps: 0,
        missedPackets: 0,
        fillOctets: 0,
        lengthDiscrepancies: 0,
        packets: packets.length,
        octets: files[1]!.size,
      });
      expect(microsOfIso(record.firstPacket)).toBe(packets[0]!.time);
      expect(microsOfIso(record.lastPacket)).toBe(packets.at(-1)!.time);
    }
  });
});

describe('making a day', () => {
  test('gives the same bytes for the same options and others for another seed', () => {
    const digest = (seed: number) =>
      make({ seed })
        .granules.slice(0, 5)
        .map(({ files }) => Buffer.concat(files.map(bytesOf)).toString('base64'));
    expect(digest(3)).toEqual(digest(3));
    expect(digest(3)[0]).not.toBe(digest(4)[0]);
  });

  test('at real size tells the sizes of the input table without making the data', () => {
    const { granules } = make({ scale: 1 });
    const size = (type: string) =>
      granules
        .filter((granule) => granule.type === type)
        .reduce((sum, { files }) => sum + files.at(-2)!.size, 0) / 1e6;
    expect(size('MOP00SCI')).toBeCloseTo(252, -1);
    expect(size('MOP00ENG')).toBeCloseTo(33.6, 0);
    expect(size('MOP00TBL')).toBeCloseTo(2.4, 0);
    expect(size('DLLAPMIS')).toBeCloseTo(300, -1);
    expect(size('DLLAXMIS')).toBeCloseTo(46, -1);
  });

  test('streams a real-sized granule in small pieces of the promised total', () => {
    const file = one(make({ scale: 1 }).granules, 'MOP00SCI', '0000').files[1]!;
    let [total, largest] = [0, 0];
    for (const piece of file.content()) {
      total += piece.length;
      largest = Math.max(largest, piece.length);
    }
    expect(total).toBe(file.size);
    expect(largest).toBeLessThanOrEqual(65_536);
  });

  test('produces a granule again under new names, later and with another reference', () => {
    const [first, again] = [make().granules, make({ production: 1 }).granules];
    first.forEach((granule, index) => {
      const later = again[index]!;
      expect(later.files[0]!.name > granule.files[0]!.name).toBe(true);
      expect(later.ur).not.toBe(granule.ur);
    });
  });

  test('refuses a scale that is no share', () => {
    expect(() => make({ scale: 0 })).toThrow(RangeError);
    expect(() => make({ scale: 2 })).toThrow(RangeError);
  });

  test('makes the next day of meteorology by itself', () => {
    const dao = makeDao({ day: dataDay('2026-11-21') });
    expect(dao.map(({ files }) => files[0]!.name.slice(0, 17))).toEqual([
      'DLLAPMIS.A2026325',
      'DLLAXMIS.A2026325',
    ]);
  });
});

describe('a spoiled granule', () => {
  test('has the gaps and the fill that its construction record tells of', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 20 }),
        (gaps, missedPerGap, fillPackets) => {
          const { granules } = make({ spoil: { 'MOP00SCI/0400': { gaps, missedPerGap, fillPackets } } });
          const { files } = one(granules, 'MOP00SCI', '0400');
          const record = parseConstructionRecord(bytesOf(files[0]!));
          const packets = [...readPackets(bytesOf(files[1]!))];
          expect(files[1]!.size).toBe(record.octets);
          expect(packets.length).toBe(record.packets);
          expect(record.apids[0]!.gaps.length).toBe(gaps);
          for (const gap of record.apids[0]!.gaps) {
            const after = packets.find(({ offset }) => offset === gap.offset)!;
            expect(after.time).toBe(microsOfIso(gap.after));
            expect((after.sequence - gap.sequence + 0x4000) % 0x4000).toBe(gap.missed);
          }
          for (const fill of record.apids[0]!.fillPackets) {
            const packet = packets.find(({ offset }) => offset === fill.offset)!;
            expect(packet.sequence).toBe(fill.sequence);
            expect(packet.data.subarray(fill.fillIndex - 15).every((octet) => octet === 0)).toBe(true);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  test('can be cut short', () => {
    const { granules } = make({ spoil: { 'MOPEPHN0/0200': { truncate: 100 } } });
    const { files } = one(granules, 'MOPEPHN0', '0200');
    expect(files[0]!.size).toBe(one(make().granules, 'MOPEPHN0', '0200').files[0]!.size - 100);
    expect(bytesOf(files[0]!).length).toBe(files[0]!.size);
    expect(() => parseMet(textOf(files[1]!))).not.toThrow();
  });
});

describe('the orbit', () => {
  test('is 705 km up, reaches 81.8 degrees, and crosses the equator at 10:30 local time southward', () => {
    const start = dayStart(day);
    const places = Array.from({ length: 8640 }, (_, at) => start + at * 10_000).map((ms) => ({
      ms,
      place: placeSeen(orbitAt(ms), ms),
    }));
    expect(Math.hypot(...orbitAt(start).position)).toBeCloseTo(6_378_137 + 705_000, 0);
    expect(Math.max(...places.map(({ place }) => place.latitude))).toBeCloseTo(81.8, 0);
    const crossings = places.filter(
      ({ place }, at) => place.latitude < 0 && (places[at - 1]?.place.latitude ?? -1) >= 0,
    );
    expect(crossings.length).toBeGreaterThanOrEqual(14);
    for (const { ms, place } of crossings) {
      const local = ((((ms / 3_600_000) % 24) + place.longitude / 15 + 24) % 24) - 10.5;
      expect(Math.abs(local)).toBeLessThan(0.1);
    }
  });

  test('time since 1993 goes there and back, leap seconds included', () => {
    expect(taiOfMs(Date.UTC(1993, 0, 1))).toBe(0);
    expect(taiOfMs(Date.UTC(2026, 0, 1)) - (Date.UTC(2026, 0, 1) - Date.UTC(1993, 0, 1)) / 1000).toBe(10);
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1993, 0, 2), max: Date.UTC(2040, 0, 1) }), (ms) => {
        expect(Math.abs(msOfTai(taiOfMs(ms)) - ms)).toBeLessThan(0.01);
      }),
    );
  });
});
