import { WorkflowNotFoundError } from '@temporalio/client';
import { dataDay, type DataDay } from '../domain/data-day.js';
import { granuleOfKey } from '../domain/granule.js';
import { workflowIds } from '../domain/ids.js';
import { servedBy } from '../domain/readiness.js';
import type { StationContext } from './context.js';
import { startProductDay } from './day.js';

/**
 * Tells the levels that wait for granules that these are in the archive, and opens the product days of those that open
 * days. A level that does not run yet needs no word: it begins by looking at the archive.
 */
export async function wakeLevels(context: StationContext, keys: readonly string[]): Promise<void> {
  const { mission, client } = context;
  const toOpen = new Set<DataDay>();
  const byLevel = new Map<string, string[]>();
  for (const key of keys) {
    const granule = granuleOfKey(key);
    if (mission.inputs[granule.type]?.opensDay) toOpen.add(dataDay(granule.day));
    for (const { day, level } of servedBy(mission, granule)) {
      const id = workflowIds.level(mission.mission, day, level);
      byLevel.set(id, [...(byLevel.get(id) ?? []), key]);
    }
  }
  for (const day of toOpen) await startProductDay(context, day, 'input');
  for (const [id, granules] of byLevel) {
    try {
      await client.workflow.getHandle(id).signal('inputArchived', { granules });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}
