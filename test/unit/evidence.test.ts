import { describe, expect, it } from 'vitest';
import { readMission } from '../../src/adapters/station/mission-file.js';
import { dataDay } from '../../src/domain/data-day.js';
import type { ArrivalRow } from '../../src/ledger/schema.js';
import type { ReceiptWithArrivals } from '../../src/ledger/read-lists.js';
import { evidenceOf } from '../../src/operator/words/evidence.js';
import { makeDay } from '../../src/simulator/instrument/day.js';

const DAY = dataDay('2026-11-20');
const mission = await readMission('missions/mopitt/mission.yaml');
const { granules } = makeDay({ mission, day: DAY });
const filesOf = (type: string, slot: string) =>
  granules.find((one) => one.type === type && one.slot === slot)!.files.map(({ name }) => name);

function receipt(key: string, arrivals: readonly Partial<ArrivalRow>[]): ReceiptWithArrivals {
  return { key, arrivals } as unknown as ReceiptWithArrivals;
}

const missing = [`MOPEPHN0/${DAY}/0400`, `MOPEPHN0/${DAY}/0600`];

describe('what is known of a granule that is missing', () => {
  it('nothing was pushed and nothing announced', () => {
    expect(evidenceOf(missing, { mission, pickup: [], receipts: [] })).toEqual([
      'The DAAC has neither pushed nor announced: MOPEPHN0 04:00 06:00.',
    ]);
  });

  it('its files are in pickup without a DN; those of another slot prove nothing', () => {
    const pickup = filesOf('MOPEPHN0', '0400');
    expect(evidenceOf(missing, { mission, pickup, receipts: [] })).toEqual([
      `MOPEPHN0: ${pickup.length} files in pickup, and no DN that announces them.`,
    ]);
    const others = filesOf('MOPEPHN0', '0800');
    expect(evidenceOf(missing, { mission, pickup: others, receipts: [] })[0]).toContain('neither pushed');
  });

  it('an EDOS file does not say of which day it is: its type has to do', () => {
    const pickup = filesOf('MOP00SCI', '0800');
    const said = evidenceOf([`MOP00SCI/${DAY}/0400`], { mission, pickup, receipts: [] });
    expect(said).toEqual([`MOP00SCI: ${pickup.length} files in pickup, and no DN that announces them.`]);
  });

  it('a DN announces it, and it is not here whole', () => {
    const [name] = filesOf('MOPEPHN0', '0400');
    const receipts = [
      receipt('DN-1', [{ name: name!, type: 'MOPEPHN0', granule: missing[0]!, state: 'expected' }]),
      receipt('DN-2', [
        { name: 'x', type: 'MOPEPHN0', granule: `MOPEPHN0/${DAY}/2200`, state: 'incomplete' },
      ]),
      receipt('DN-3', [{ name: 'y', type: 'MOPEPHN0', granule: missing[1]!, state: 'archived' }]),
    ];
    expect(evidenceOf(missing, { mission, pickup: [name!], receipts })).toEqual([
      'MOPEPHN0: announced by DN DN-1, and not here whole.',
    ]);
  });

  it('it is a product of another level', () => {
    expect(evidenceOf([`MOP01/${DAY}`], { mission, pickup: [], receipts: [] })).toEqual([
      'MOP01: made by L1, which has not archived it.',
    ]);
  });

  it('of what is no granule nothing is said', () => {
    expect(evidenceOf(['<script>'], { mission, pickup: [], receipts: [] })).toEqual([]);
  });
});
