import { describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { waiverOf } from '../../src/ledger/overrides.js';
import type { LevelRow } from '../../src/ledger/schema.js';
import type { OrderInNeed } from '../../src/ledger/read-orders.js';
import { changeLines } from '../../src/operator/words/status-changes.js';
import { statusLines } from '../../src/operator/words/status-lines.js';
import { statusView } from '../../src/operator/words/status.js';
import { anOrder, anOrderId } from '../support/orders.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DAY = dataDay('2026-11-20');
const SLOTS = [
  '0000',
  '0200',
  '0400',
  '0600',
  '0800',
  '1000',
  '1200',
  '1400',
  '1600',
  '1800',
  '2000',
  '2200',
];
const granules = (types: readonly string[], slots = SLOTS) =>
  types.flatMap((type) => slots.map((slot) => `${type}/${DAY}/${slot}`));

const FACTS = {
  mission: 'mopitt',
  at: NOW,
  station: null,
  counts: {
    days: {},
    levels: {},
    arrivals: {},
    deliveries: {},
    receipts: {},
    messages: {},
    strays: {},
    files: { inputs: 0, products: 0, bytes: 0 },
  },
  held: { levels: [], receipts: [] },
  open: [],
};

/** What `status` says of a level that was made without some granules. */
function said(absent: readonly string[]) {
  const waiver = waiverOf({ by: 'ada', why: 'never made', at: NOW }, absent)!;
  const level: LevelRow = {
    ...{ mission: 'mopitt', day: DAY, level: 'L1', stage: 'run', state: 'running', since: NOW },
    overrides: [waiver],
  };
  const view = statusView({ ...FACTS, marked: [level] });
  const lines = statusLines(view);
  const from = lines.indexOf('Not as the rules have it');
  return { view, waiver, text: lines.slice(from + 1, lines.indexOf('', from)).join('\n') };
}

describe('status, of granules that an operator goes without', () => {
  it('counts many of them by type, and says where each is named', () => {
    const { view, waiver, text } = said(granules(['MOP00SCI', 'MOP00ENG']));
    expect(text.replace(/\s+/g, ' ')).toBe(
      ' 2026-11-20 L1 overridden: Made without 24 granules (12 MOP00SCI, 12 MOP00ENG). `sipstream why DAY LEVEL` names the granules',
    );
    expect(view.marked).toMatchObject([{ waived: 24 }]);
    expect(waiver.what.match(/MOP00SCI of/g)).toHaveLength(12);
  });

  it('names a few, and has nothing of what has come meanwhile', () => {
    const { text } = said(granules(['MOP00SCI'], ['0400', '0600']));
    expect(text).toBe('  2026-11-20 L1 overridden: Made without MOP00SCI of 04:00, MOP00SCI of 06:00.');
    expect(waiverOf({ by: 'ada', why: 'never made', at: NOW }, [])).toBeUndefined();
  });
});

describe('status, of orders of flight lines that need a person', () => {
  const order: OrderInNeed = {
    ...{ mission: 'scops', id: anOrderId, project: 'GB18_00', email: 'ada@example.org', flight: '2018123a' },
    ...{ request: anOrder, state: 'processing', sentence: '3 products in work.', since: NOW - 7_200_000 },
    createdAt: NOW - 7_200_000,
    failed: [],
    stopped: [{ line: 'f123a011', pause: { by: 'ada', why: 'a new disk', at: NOW - 60_000 }, open: [] }],
  };

  it('names each among what is held, with the command that tells more', () => {
    const lines = statusLines(statusView({ ...FACTS, orders: [order] }));
    expect(lines[0]).toContain('1 held');
    expect(lines).toContain(`      sipstream order show ${anOrderId}`);
    const text = lines.join(' ').replace(/\s+/g, ' ');
    expect(text).toContain(`order ${anOrderId}, processing, `);
    expect(text).toContain('OPERATOR_HOLD: ada stopped f123a011: a new disk');
  });

  it('tells while it watches when one begins to need a person, and when none has to look any more', () => {
    const [before, after] = [[], [order]].map((orders) => statusView({ ...FACTS, orders }));
    expect(changeLines(before!, after!)[0]).toContain(
      `order ${anOrderId} held at 'processing': OPERATOR_HOLD: ada stopped f123a011: a new disk`,
    );
    expect(changeLines(after!, before!)[0]).toContain(`order ${anOrderId} is not held any more`);
    expect(changeLines(after!, after!)).toEqual([]);
  });
});
