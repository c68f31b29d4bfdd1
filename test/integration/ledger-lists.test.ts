import { beforeEach, describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { archiveManyOnce } from '../../src/ledger/archive-once.js';
import { upsertDelivery } from '../../src/ledger/deliveries.js';
import { recordIntervention } from '../../src/ledger/interventions.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { upsertLevel } from '../../src/ledger/levels.js';
import { recordMessage } from '../../src/ledger/messages.js';
import { everyIntervention, interventionChoices } from '../../src/ledger/read-interventions.js';
import { messageCounts, searchMessages, type MessageSearch } from '../../src/ledger/read-messages.js';
import { watchedFigures } from '../../src/ledger/read-metrics.js';
import { knownNames, searchNames } from '../../src/ledger/read-names.js';
import { subjectOfWorkflow, subjectsOf } from '../../src/ledger/read-subjects.js';
import { openReceipt, upsertArrivals } from '../../src/ledger/receipts.js';
import { describeLedgers } from '../support/ledgers.js';

const mission = 'mopitt';
const day = dataDay('2026-11-20');

describeLedgers('Lists of the ledger', (ledgers) => {
  let ledger: Ledger;
  beforeEach(async () => {
    ledger = await ledgers.open();
  });

  const message = (id: string, receivedAt: number, rest: object = {}) =>
    recordMessage(ledger, {
      mission,
      id,
      via: 'smtp',
      kind: 'DN',
      receivedAt,
      path: `mail/in/${id}`,
      state: 'acted',
      ...rest,
    });
  const found = async (search: Partial<MessageSearch>) =>
    (await searchMessages(ledger, mission, { limit: 10, ...search })).rows.map((row) => row.id);

  it('find messages by a text in any case, taken letter by letter', async () => {
    await message('a', 1, { subject: 'Delivery of 100% of it' });
    await message('b', 2, { subject: 'Delivery of 100 files', sender: 'DAAC@example' });
    await message('c', 3, { subject: 'back\\slash', about: 'MOPITT_SIPS.L1' });
    await message('x', 4, { mission: 'other', subject: '100%' });
    expect(await found({ text: '100%' })).toEqual(['a']);
    expect(await found({ text: 'delivery OF' })).toEqual(['b', 'a']);
    expect(await found({ text: 'mopitt_sips' })).toEqual(['c']);
    expect(await found({ text: 'mopitt.sips' })).toEqual([]);
    expect(await found({ text: 'k\\s' })).toEqual(['c']);
    expect(await found({ text: 'daac@' })).toEqual(['b']);
    expect(await found({ text: "'; drop table messages; --" })).toEqual([]);
  });

  it('find messages by state and time, the end excluded, and count the states', async () => {
    await message('a', 10, { state: 'quarantined' });
    await message('b', 20);
    await message('c', 30, { state: 'quarantined' });
    expect(await found({ state: 'quarantined' })).toEqual(['c', 'a']);
    expect(await found({ from: 10, to: 30 })).toEqual(['b', 'a']);
    expect(await messageCounts(ledger, mission)).toEqual({ quarantined: 2, acted: 1 });
  });

  it('go on where a page ended, also among messages of one moment', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await message(id, 7);
    const first = await searchMessages(ledger, mission, { limit: 2 });
    expect(first.rows.map((row) => row.id)).toEqual(['e', 'd']);
    expect(first.next).toEqual({ at: 7, id: 'd' });
    expect(await found({ after: first.next, limit: 3 })).toEqual(['c', 'b', 'a']);
    expect((await searchMessages(ledger, mission, { after: first.next, limit: 3 })).next).toBeUndefined();
  });

  it('read every intervention once, in pages, and know who and what there was', async () => {
    for (let at = 0; at < 7; at += 1)
      await recordIntervention(ledger, {
        mission,
        id: `i${at}`,
        at: Math.floor(at / 3),
        by: at % 2 ? 'ada' : 'bob',
        why: 'so',
        verb: 'wait',
        workflowId: 'w',
        detail: {},
      });
    const seen: string[] = [];
    for await (const rows of everyIntervention(ledger, mission, { verb: 'wait' }, 2))
      seen.push(...rows.map((row) => row.id));
    expect(seen).toEqual(['i6', 'i5', 'i4', 'i3', 'i2', 'i1', 'i0']);
    expect(await interventionChoices(ledger, mission)).toEqual({ people: ['ada', 'bob'], verbs: ['wait'] });
  });

  it('find files by the beginning of either name, or by what a name contains', async () => {
    const file = (original: string, name: string, when = day) => ({
      mission,
      archivePath: `L0/${name}`,
      originalName: original,
      archiveName: name,
      type: 'MOP00SCI',
      day: when,
      size: 1,
      md5: 'x',
      kind: 'input' as const,
      archivedAt: 1,
    });
    await archiveManyOnce(
      ledger,
      [
        file('E01.PDS', 'MOP00SCI-1'),
        file('MOP00SCI-1.old', 'other'),
        file('MOP00SCJ', 'z'),
        file('E02.PDS', 'y', dataDay('2020-01-01')),
      ],
      () => Promise.resolve(),
    );
    const names = async (text: string, how: 'begins' | 'contains', rest: object = {}) =>
      (await searchNames(ledger, mission, { text, how, limit: 10, ...rest })).files.map(
        (row) => row.archiveName,
      );
    expect((await names('MOP00SCI', 'begins')).sort()).toEqual(['MOP00SCI-1', 'other']);
    expect(await names('mop', 'begins')).toEqual([]);
    expect(await names('pds', 'contains')).toEqual(['MOP00SCI-1']);
    expect(await names('pds', 'contains', { to: dataDay('2020-12-31') })).toEqual(['y']);
    expect((await searchNames(ledger, mission, { text: 'M', how: 'begins', limit: 1 })).more).toBe(true);
    await openReceipt(ledger, { mission, key: 'DN-1', ftpDir: '/', fileCount: 1, at: 1 });
    await upsertArrivals(ledger, { mission, key: 'DN-1' }, [{ name: 'E01.PDS', expectedSize: 1 }], 1);
    const known = await knownNames(ledger, mission, ['E01.PDS', 'nothing']);
    expect(known.arrivals.get('E01.PDS')?.receiptKey).toBe('DN-1');
    expect(known.archived.get('E01.PDS')?.archiveName).toBe('MOP00SCI-1');
    expect(known.archived.has('nothing')).toBe(false);
  });

  it('know what a text names', async () => {
    await openReceipt(ledger, { mission, key: 'DN-1', ftpDir: '/', fileCount: 1, at: 1 });
    await upsertDelivery(
      ledger,
      { mission, day, level: 'L1', pdr: 'A.PDR' },
      { attempt: 1, state: 'waiting' },
    );
    const asked = ['DN-1', 'A.PDR', `mopitt/${day}`, `mopitt/${day}/L2/delivery`, 'nobody', undefined];
    expect(Object.fromEntries(await subjectsOf(ledger, mission, asked))).toEqual({
      'DN-1': { receipt: 'DN-1' },
      'A.PDR': { pdr: 'A.PDR', day, level: 'L1' },
      [`mopitt/${day}`]: { day },
      [`mopitt/${day}/L2/delivery`]: { day, level: 'L2' },
    });
  });

  it('count the PANs that are outstanding, those that are late, and the oldest', async () => {
    const levels = [
      ['L1', 'waiting', 'waiting'],
      ['L2', 'held', 'waiting'],
      ['L3', 'done', 'accepted'],
    ] as const;
    for (const [level, state, delivery] of levels) {
      await upsertLevel(ledger, { mission, day, level }, { since: 1, state, stage: 'await PAN' });
      const at = level === 'L1' ? 500 : 100;
      await upsertDelivery(
        ledger,
        { mission, day, level, pdr: `${level}.PDR` },
        { attempt: 1, state: delivery, deliveredAt: at, panExpectedAt: at + 1000 },
      );
    }
    const { pans } = await watchedFigures(ledger, mission, 1200);
    expect(pans).toEqual({ outstanding: 2, late: 1, since: 100 });
  });
});

describe('The id of a workflow', () => {
  it('names a day, a level or a receipt of its mission, and nothing else', () => {
    expect(subjectOfWorkflow('mopitt', 'mopitt/2026-11-20/L1')).toEqual({ day, level: 'L1' });
    expect(subjectOfWorkflow('mopitt', 'mopitt/receipt/a/b')).toEqual({ receipt: 'a/b' });
    for (const id of ['other/2026-11-20', 'mopitt/sweep', 'mopitt/2026-11-20/../x', 'mopitt/receipt/', ''])
      expect(subjectOfWorkflow('mopitt', id)).toBeUndefined();
  });
});
