import { WorkflowNotFoundError } from '@temporalio/client';
import { dataDay, type DataDay } from '../domain/data-day.js';
import { granuleOfKey } from '../domain/granule.js';
import { workflowIds } from '../domain/ids.js';
import { servedBy } from '../domain/readiness.js';
import { arrivedWords } from '../domain/stage-words.js';
import type { StationContext } from './context.js';
import { startProductDay } from './day.js';
import { noteArrivals } from '../ledger/levels.js';
import type { LevelKey } from './contract.js';
import { offerRerun } from './late-inputs.js';

/**
 * Tells the levels that wait for granules that these are in the archive, and opens the product days of those that open
 * days. A level that does not run yet needs no word: it begins by looking at the archive.
 */
export async function wakeLevels(context: StationContext, keys: readonly string[]): Promise<void> {
  const { mission, client } = context;
  const toOpen = new Set<DataDay>();
  const byLevel = new Map<string, { key: LevelKey; granules: string[] }>();
  for (const key of keys) {
    const granule = granuleOfKey(key);
    if (mission.inputs[granule.type]?.opensDay) toOpen.add(dataDay(granule.day));
    for (const { day, level } of servedBy(mission, granule)) {
      const id = workflowIds.level(mission.mission, day, level);
      const entry = byLevel.get(id) ?? { key: { mission: mission.mission, day, level }, granules: [] };
      entry.granules.push(key);
      byLevel.set(id, entry);
    }
  }
  for (const day of toOpen) await startProductDay(context, day, 'input');
  for (const [id, { key, granules }] of byLevel) {
    await noteArrivals(context.ledger, key, granules, arrivedWords);
    try {
      await client.workflow.getHandle(id).signal('inputArchived', { granules });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    await offerRerun(context, key);
  }
}
