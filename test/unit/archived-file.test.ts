import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archivePath } from '../../src/domain/archive-layout.js';
import { addDays, dataDay } from '../../src/domain/data-day.js';
import { archiveName } from '../../src/domain/granule.js';
import { parsePdrBase, pdrBase, productName } from '../../src/domain/product.js';
import { archivedFile, versionOf } from '../../src/ledger/rebuild/archived-file.js';
import { dayInName } from '../../src/operator/archive/day-in-name.js';
import { mopitt } from '../support/mopitt.js';

const mission = await mopitt();
const day = fc.integer({ min: 0, max: 9_000 }).map((count) => addDays(dataDay('2020-01-01'), count));
const entry = (newName: string) => ({
  ...{ oldName: 'as it came', newName, size: 7, checksum: 'md5:00ff' },
  archivedAt: '2026-11-21T03:15:00.123Z',
});

describe('the row of an archived file', () => {
  it('has everything that the name of an input says', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...Object.keys(mission.inputs)), fc.boolean(), (of, type, hasPart) => {
        const input = mission.inputs[type]!;
        const slot = input.every === '2h' ? '0400' : undefined;
        const part = hasPart ? '00' : undefined;
        const granule = { type, day: of, ...(slot && { slot }) };
        const name = archiveName({ granule, made: '20261121031500', ...(part && { part }) });
        const row = archivedFile(mission, entry(archivePath(input.archive, of, name)))!;
        expect(row).toMatchObject({
          type,
          day: of,
          kind: 'input',
          made: '20261121031500',
          archiveName: name,
        });
        expect([row.slot, row.part, row.level]).toEqual([slot, part, undefined]);
        expect([row.originalName, row.size, row.md5]).toEqual(['as it came', 7, '00ff']);
        expect(row.archivedAt).toBe(Date.parse('2026-11-21T03:15:00.123Z'));
        expect(dayInName(row.archivePath)).toBe(of);
      }),
    );
  });

  it('has everything that the name of a product says', () => {
    const rows = Object.entries(mission.levels).flatMap(([level, plan]) =>
      plan.products.map((product) => ({ level, product })),
    );
    const edition = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(day, fc.constantFrom(...rows), edition, fc.boolean(), (of, made, count, isMet) => {
        const event = made.product.name.includes('{event}') ? 'T1-hot' : undefined;
        const making = { day: of, version: '1.0.2', edition: count };
        const name = `${productName(made.product, making, event)}${isMet ? '.met' : ''}`;
        const row = archivedFile(mission, entry(archivePath(made.level, of, name)))!;
        const said = { type: made.product.type, day: of, kind: 'product', level: made.level, edition: count };
        expect(row).toMatchObject(said);
        expect([row.event, row.part]).toEqual([event, isMet ? 'met' : undefined]);
        expect(versionOf(mission, row)).toBe('1.0.2');
        expect(dayInName(row.archivePath)).toBe(of);
      }),
    );
  });

  it('is none for a name that the mission does not make', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        expect(archivedFile(mission, entry(name))).toBeUndefined();
      }),
    );
    expect(archivedFile(mission, entry('L1/2026/11/MOP01-20261320-L1V1.0.1.he5'))).toBeUndefined();
  });
});

describe('the name of a PDR', () => {
  it('is read back', () => {
    const serial = fc.integer({ min: 1, max: 2_000 });
    fc.assert(
      fc.property(day, fc.constantFrom(...Object.keys(mission.levels)), serial, (of, level, number) => {
        const name = pdrBase(mission, level, of, '1.0.2', number);
        const read = { level, day: of, version: '1.0.2', serial: number };
        expect(parsePdrBase(mission, name)).toEqual(read);
      }),
    );
  });

  it('is none of ours when it is of another make', () => {
    fc.assert(fc.property(fc.string(), (name) => parsePdrBase(mission, name) === undefined));
    expect(parsePdrBase(mission, 'MOPITT_SIPS.L9.20261120.V1.0.1.001')).toBeUndefined();
  });
});
