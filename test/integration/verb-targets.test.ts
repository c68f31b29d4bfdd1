import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { STAGES } from '../../src/domain/story.js';
import { levelRow, upsertLevel } from '../../src/ledger/levels.js';
import { selectLevels } from '../../src/operator/verbs/targets.js';
import { isShown } from '../../src/operator/words/calendar.js';
import { describeLedgers } from '../support/ledgers.js';
import { DAYS, fillMission } from './fixtures/mission-state.js';

const mission = 'mopitt';

describeLedgers('The levels that a verb is said to', (ledgers) => {
  it('were made, where only those of a version are meant: not those that wait for their inputs or run', async () => {
    const ledger = await ledgers.open();
    await fillMission(ledger, await mkdtemp(join(ledgers.directory(), 'archive-')));
    const key = { mission, day: DAYS.held, level: 'L1' };
    const meant: string[] = [];
    for (const stage of STAGES) {
      await upsertLevel(ledger, key, { stage, state: 'running', processorVersion: '9.8.7' });
      const found = await selectLevels(ledger, mission, { madeWith: '9.8.7' });
      const shown = isShown({ version: '9.8.7' }, await levelRow(ledger, key));
      expect([stage, shown]).toEqual([stage, found.length === 1]);
      if (shown) meant.push(stage);
    }
    expect(meant).toEqual(['QA', 'archive', 'deliver', 'await PAN', 'accepted']);
    expect(await selectLevels(ledger, mission, { madeWith: '9.8.6' })).toEqual([]);
  });

  it('are those that are held for a reason, of a level, within days', async () => {
    const ledger = await ledgers.open();
    await fillMission(ledger, await mkdtemp(join(ledgers.directory(), 'archive-')));
    const of = async (selection: Parameters<typeof selectLevels>[2]) =>
      (await selectLevels(ledger, mission, selection)).map(({ day, level }) => `${day} ${level}`);
    expect(await of({ heldFor: 'MISSING_INPUT' })).toHaveLength(1);
    expect(await of({ heldFor: 'MISSING_INPUT', from: '2030-01-01' as never })).toEqual([]);
    expect(await of({ from: DAYS.held, to: DAYS.held, level: 'L2' })).toEqual([`${DAYS.held} L2`]);
  });
});
