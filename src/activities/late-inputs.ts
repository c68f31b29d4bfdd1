import { granuleOfKey, granuleWords } from '../domain/granule.js';
import { TASK_QUEUES, workflowIds } from '../domain/ids.js';
import { planInputs } from '../domain/readiness.js';
import { levelRow, upsertLevel } from '../ledger/levels.js';
import { runsOf } from '../ledger/runs.js';
import type { LevelRow, RunRow } from '../ledger/schema.js';
import { command } from '../workflows/messages.js';
import { granulesInArchive } from './archive-search.js';
import type { LevelKey } from './contract.js';
import type { StationContext } from './context.js';
import { notify } from './notify.js';

/**
 * Looks whether the archive has inputs of a level that its last run did not have, or has them anew. Then a rerun is
 * offered: shown, mailed once for each edition, and never made by itself unless the mission file says so.
 */
export async function offerRerun(context: StationContext, key: LevelKey): Promise<void> {
  const { ledger, mission } = context;
  const level = await levelRow(ledger, key);
  if (!level || !isMade(level)) return;
  const run = (await runsOf(ledger, key)).filter((row) => row.state === 'succeeded').at(-1);
  if (!run?.inputs) return;
  const late = await lateGranules(context, key, run);
  if (late.length === 0) return;
  const known = level.offer;
  if (known && String(known.granules) === String(late)) return;
  const reason = reasonOf(run, late, key.level);
  const since = known?.since ?? context.now();
  await upsertLevel(ledger, key, { offer: { since, granules: late, reason } });
  await notify(context, {
    key: `${workflowIds.level(mission.mission, key.day, key.level)}/offer/${level.edition ?? 1}`,
    subject: `${key.day} ${key.level} could be made again`,
    lines: [
      reason,
      `It was made with ${run.version}. What was archived and delivered stays; a rerun supersedes it.`,
      `  sipstream rerun ${key.day} ${key.level} --why "…"`,
    ],
    about: workflowIds.level(mission.mission, key.day, key.level),
    at: since,
  });
  if (mission.levels[key.level]?.late === 'rerun') await rerunAfterwards(context, key, reason);
}

/** Whether the products are archived: before that, the level takes what comes, or is looked at again at its end. */
function isMade({ stage, state }: LevelRow): boolean {
  return state !== 'abandoned' && ['archive', 'deliver', 'await PAN', 'accepted'].includes(stage);
}

async function lateGranules(context: StationContext, key: LevelKey, run: RunRow): Promise<string[]> {
  const { mission, paths } = context;
  const used = new Map((run.inputs ?? []).map((input) => [input.key, new Set(input.files)]));
  const lists = new Map<string, Awaited<ReturnType<typeof granulesInArchive>>>();
  const late: string[] = [];
  for (const granule of planInputs(mission, key.level, key.day, 0).rules.flatMap((rule) => rule.granules)) {
    const { type, day } = granuleOfKey(granule);
    const list = lists.get(`${type}/${day}`) ?? (await granulesInArchive(paths.archive, mission, type, day));
    lists.set(`${type}/${day}`, list);
    const there = list.get(granule);
    if (there && !there.files.every((file) => used.get(granule)?.has(file))) late.push(granule);
  }
  return late;
}

function reasonOf(run: RunRow, late: readonly string[], level: string): string {
  const used = new Set((run.inputs ?? []).map((input) => input.key));
  const fresh = late.filter((granule) => !used.has(granule)).map(granuleWords);
  const anew = late.filter((granule) => used.has(granule)).map(granuleWords);
  return [
    ...(fresh.length > 0 ? [`${fresh.join(', ')} came after ${level} was made without it.`] : []),
    ...(anew.length > 0 ? [`${anew.join(', ')} was made anew after ${level} was made.`] : []),
  ].join(' ');
}

/** As a signal, because it may have to wait for the end of a delivery: an update would wait as long. */
async function rerunAfterwards(context: StationContext, key: LevelKey, reason: string): Promise<void> {
  const { mission, day, level } = key;
  await context.client.workflow.signalWithStart('productDay', {
    args: [{ mission, day, openedBy: 'mission file', why: reason, levels: [] }],
    workflowId: workflowIds.day(mission, day),
    taskQueue: TASK_QUEUES.main,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    searchAttributes: { Mission: [mission], DataDay: [day] },
    staticSummary: `Product day ${day} of ${context.mission.instrument}`,
    signal: command,
    signalArgs: [{ verb: 'rerun', by: 'mission file', why: reason, level, afterwards: true }],
  });
}
