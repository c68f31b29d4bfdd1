import { continueAsNew, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import { addDays, dayOf } from '../domain/data-day.js';
import type { UploadsSwept } from '../activities/orders/contract.js';
import { filePushed } from './messages.js';
import { faithfulActivities } from './order-proxies.js';
import { FIRST_PACE, notes, persistentActivities } from './proxies.js';
import { nominalTime } from './schedule-time.js';

/** Rounds after which the history begins anew. */
const ROUNDS = 200;

/**
 * The sweep of pickup: files of no known name go to overflow/unmatched, known files without a DN are reported. Every push
 * that nobody expects asks for it; it waits a while, so that DNs have time to come, looks, and looks again as long as
 * there are files that are too young to be judged.
 */
export async function sweep(input: { mission: string }): Promise<void> {
  let pushes = 0;
  setHandler(filePushed, () => void (pushes += 1), {
    description: 'A file that nobody expects is in pickup.',
  });
  const { pauseMs } = await notes.sweepPause(input);
  for (let round = 0; round < ROUNDS; round += 1) {
    await sleep(pauseMs, { summary: 'time for DNs to come' });
    const seen = pushes;
    const { young } = await persistentActivities(FIRST_PACE, 'pickup').sweepPickup(input);
    if (young === 0 && seen === pushes) return;
  }
  await continueAsNew<typeof sweep>(input);
}

/** Once a day: uploads that no order uses any more, and what is left of those that broke off, are removed. */
export async function sweepUploads(): Promise<UploadsSwept> {
  return faithfulActivities(FIRST_PACE, 'uploads').sweepUploads();
}

/** Opens the day before the scheduled time, so that a day of which nothing ever arrived is seen too. */
export async function openYesterday(input: { mission: string }): Promise<string> {
  const day = addDays(dayOf(nominalTime(workflowInfo())), -1);
  await persistentActivities(FIRST_PACE).startDay({ mission: input.mission, day, openedBy: 'schedule' });
  return day;
}
