import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readMission } from '../../src/adapters/station/mission-file.js';
import { dataDay } from '../../src/domain/data-day.js';
import { granuleOfKey } from '../../src/domain/granule.js';
import type { Mission } from '../../src/domain/mission.js';
import type { DayRecord } from '../../src/ledger/read-day.js';
import type { FileRow, GapRow, InterventionRow } from '../../src/ledger/schema.js';
import { startOf } from '../../src/operator/reading/day.js';
import {
  gridLines,
  inputGrid,
  SLOT_LEGEND,
  SLOT_MARKS,
  type GridFacts,
} from '../../src/operator/words/input-grid.js';
import { columns } from '../../src/operator/words/layout.js';

const DAY = dataDay('2026-11-20');
const at = (text: string) => Date.parse(`2026-11-${text}Z`);
let mission: Mission;

beforeAll(async () => {
  mission = await readMission(new URL('../../missions/mopitt/mission.yaml', import.meta.url).pathname);
});

function file(
  key: string,
  part: string | undefined,
  archivedAt: number,
  patch: Partial<FileRow> = {},
): FileRow {
  const { type, day, slot } = granuleOfKey(key);
  const name = `${key}.${part ?? ''}`;
  return {
    mission: 'mopitt',
    archivePath: name,
    originalName: name,
    archiveName: name,
    type,
    day,
    ...(slot !== undefined && { slot }),
    ...(part !== undefined && { part }),
    size: 1,
    md5: '',
    kind: 'input',
    archivedAt,
    ...patch,
  };
}

function marksOf(type: string, patch: Partial<GridFacts>, level = 'L1'): string {
  const grid = inputGrid({
    mission,
    day: DAY,
    level,
    openedAt: at('21T02:00:00'),
    files: [],
    interventions: [],
    ...patch,
  });
  const row = grid.rows.find((one) => one.type === type)!;
  return row.slots.map((slot) => SLOT_MARKS[slot.state]).join('');
}

const sci = (slot: string) => `MOP00SCI/${DAY}/${slot}`;
const pair = (key: string, archivedAt: number) => [file(key, '00', archivedAt), file(key, '01', archivedAt)];
const early = at('21T03:00:00');
const start = { at: at('21T10:00:00') };
const late = at('21T12:00:00');

describe('the grid of inputs', () => {
  it('tells what is here from what came after the level had started', () => {
    const files = [...pair(sci('0000'), early), ...pair(sci('0200'), late), file(sci('0400'), '00', early)];
    expect(marksOf('MOP00SCI', { files })).toBe('++/---------');
    expect(marksOf('MOP00SCI', { files, start })).toBe('+>/---------');
  });

  it('counts a granule as late when its last file was', () => {
    const files = [file(sci('0000'), '00', early), file(sci('0000'), '01', late)];
    expect(marksOf('MOP00SCI', { files, start })[0]).toBe('>');
    const again = [...pair(sci('0000'), early), file(sci('0000'), '01', late)];
    expect(marksOf('MOP00SCI', { files: again, start })[0]).toBe('+');
  });

  it('believes what the run was given more than the times', () => {
    const files = [...pair(sci('0000'), late), ...pair(sci('0200'), early)];
    expect(
      marksOf('MOP00SCI', { files, start: { ...start, used: new Set([sci('0000')]) } }).slice(0, 2),
    ).toBe('+>');
  });

  it('tells a broken file from a missing one', () => {
    expect(marksOf('MOP00SCI', { incomplete: new Set([sci('0600')]) })).toBe('---!--------');
  });

  it('shows as a gap only what lies wholly within it, and only of its types', () => {
    const gap: GapRow = {
      mission: 'mopitt',
      id: 'g',
      fromAt: at('20T03:00:00'),
      toAt: at('20T10:00:00'),
      types: ['MOP00SCI'],
      by: 'jo',
      why: '',
      at: 0,
    };
    expect(marksOf('MOP00SCI', { gaps: [gap] })).toBe('--===-------');
    expect(marksOf('MOP00ENG', { gaps: [gap] })).toBe('-'.repeat(12));
    expect(marksOf('MOP00ENG', { gaps: [{ ...gap, types: [] }] })).toBe('--===-------');
    const days = { ...gap, types: [], fromAt: at('20T00:00:00'), toAt: at('21T00:00:00') };
    expect(marksOf('DLLAPMIS', { gaps: [days] }, 'L2')).toBe('=-');
  });

  it('shows what an operator or the grace time went without', () => {
    const proceed: InterventionRow = {
      mission: 'mopitt',
      id: 'i',
      at: 0,
      by: 'jo',
      why: 'lost',
      verb: 'proceed',
      workflowId: '',
      level: 'L1',
      detail: { without: [sci('0800')] },
    };
    expect(marksOf('MOP00SCI', { interventions: [proceed] })).toBe('----~-------');
    expect(marksOf('MOP00SCI', { interventions: [{ ...proceed, refused: 'not missing' }] })).toBe(
      '-'.repeat(12),
    );
    expect(marksOf('MOP00SCI', { start: { ...start, without: [sci('1000')] } })).toBe('-----~------');
    const one = [file(`DLLAPMIS/${DAY}`, undefined, early)];
    expect(marksOf('DLLAPMIS', { files: one }, 'L2')).toBe('+o');
    expect(marksOf('DLLAPMIS', { files: one, start }, 'L2')).toBe('+~');
  });

  it('does not count a superseded product as an input', () => {
    const product = file(`MOP01/${DAY}`, undefined, early);
    expect(marksOf('MOP01', { files: [product] }, 'L2')).toBe('+');
    expect(marksOf('MOP01', { files: [{ ...product, supersededAt: late }] }, 'L2')).toBe('-');
  });

  it('fits 80 columns, and so does its legend, which has every mark', () => {
    const keys = fc.subarray(
      Array.from({ length: 12 }, (_, i) => sci(`${String(i * 2).padStart(2, '0')}00`)),
    );
    fc.assert(
      fc.property(keys, keys, fc.boolean(), (here, broken, started) => {
        const grid = inputGrid({
          mission,
          day: DAY,
          level: 'L1',
          openedAt: 0,
          files: here.flatMap((key) => pair(key, late)),
          interventions: [],
          incomplete: new Set(broken),
          ...(started && { start }),
        });
        for (const line of gridLines(grid)) expect(columns(line)).toBeLessThanOrEqual(80);
      }),
      { numRuns: 30 },
    );
    for (const line of SLOT_LEGEND) expect(columns(line)).toBeLessThanOrEqual(80);
    for (const mark of Object.values(SLOT_MARKS)) expect(SLOT_LEGEND.join(' ')).toContain(`${mark} `);
    expect(new Set(Object.values(SLOT_MARKS)).size).toBe(Object.keys(SLOT_MARKS).length);
  });
});

describe('the start of a level', () => {
  const record = (stages: [string, number][], runs: object[] = []) =>
    ({
      stages: stages.map(([stage, startedAt]) => ({ level: 'L1', stage, startedAt })),
      runs: runs.map((run) => ({ level: 'L1', ...run })),
    }) as unknown as DayRecord;

  it('is when its inputs were staged last, unless it waits for them again', () => {
    expect(
      startOf(
        record([
          ['await inputs', 1],
          ['stage', 2],
          ['run', 3],
        ]),
        'L1',
      )?.at,
    ).toBe(2);
    expect(
      startOf(
        record([
          ['await inputs', 1],
          ['stage', 2],
          ['run', 3],
          ['await inputs', 4],
        ]),
        'L1',
      ),
    ).toBeUndefined();
    expect(startOf(record([['await inputs', 1]]), 'L1')).toBeUndefined();
    expect(startOf(record([['stage', 2]]), 'L2')).toBeUndefined();
  });

  it('has what its run was given, and not what an earlier run was', () => {
    const inputs = [{ key: sci('0000'), files: [] }];
    expect(startOf(record([['stage', 2]], [{ startedAt: 3, inputs }]), 'L1')?.used).toEqual(
      new Set([sci('0000')]),
    );
    expect(startOf(record([['stage', 5]], [{ startedAt: 3, inputs }]), 'L1')?.used).toBeUndefined();
  });
});
