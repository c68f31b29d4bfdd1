import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, daysBetween, type DataDay } from '../domain/data-day.js';
import { archiveDirectory } from '../domain/archive-layout.js';
import { durationMs } from '../domain/duration.js';
import type { InputRule } from '../domain/mission.js';
import { levelThatMakes, parseProductName } from '../domain/product.js';
import { granulesInArchive, type ArchivedGranule } from './archive-search.js';
import type { StationContext } from './context.js';

const DAY_MS = 86_400_000;

/**
 * The calibration events nearest to a day: for every optical train and kind of event the last one before the day and the
 * first one after it (seed: 4 trains × hot, warm, cold × pre, post = 24 at most). Fewer is normal.
 */
export async function nearestEvents(
  context: StationContext,
  rule: InputRule,
  day: DataDay,
): Promise<ArchivedGranule[]> {
  const { nearest } = rule;
  if (!nearest) return [];
  const days = await daysWithEvents(context, rule, day, Math.floor(durationMs(nearest.within) / DAY_MS));
  const chosen: ArchivedGranule[] = [];
  for (const direction of ['before', 'after'] as const) {
    const open = new Set(
      nearest.trains.flatMap((train) => nearest.events.map((event) => `${train}-${event}`)),
    );
    const ordered = days
      .filter((candidate) => (direction === 'before' ? candidate < day : candidate > day))
      .sort((a, b) => Math.abs(daysBetween(a, day)) - Math.abs(daysBetween(b, day)));
    for (const candidate of ordered) {
      if (open.size === 0) break;
      const found = await granulesInArchive(context.paths.archive, context.mission, rule.type, candidate);
      for (const granule of found.values()) {
        if (granule.granule.event !== undefined && open.delete(granule.granule.event)) chosen.push(granule);
      }
    }
  }
  return chosen;
}

/** The days around a day, within so many, of which the archive has any event product: one look at each month's directory. */
async function daysWithEvents(
  context: StationContext,
  rule: InputRule,
  day: DataDay,
  within: number,
): Promise<DataDay[]> {
  const level = levelThatMakes(context.mission, rule.type);
  const plan = level === undefined ? undefined : context.mission.levels[level];
  if (level === undefined || plan === undefined) return [];
  const directories = new Set<string>();
  for (let offset = -within; offset <= within; offset += 1)
    directories.add(archiveDirectory(level, addDays(day, offset)));
  const days = new Set<DataDay>();
  for (const directory of directories) {
    const names = await readdir(join(context.paths.archive, directory)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      },
    );
    for (const name of names) {
      const product = name.startsWith(rule.type) ? parseProductName(plan, name) : undefined;
      if (product?.row.type === rule.type && Math.abs(daysBetween(product.day, day)) <= within)
        days.add(product.day);
    }
  }
  return [...days];
}
