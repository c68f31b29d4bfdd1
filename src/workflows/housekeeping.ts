import { continueAsNew, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import { addDays, dayOf } from '../domain/data-day.js';
import type { LostOrder, UploadsSwept } from '../activities/orders/contract.js';
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

/**
 * Once a day: orders whose workflow is gone (somebody terminated it) are ended, so that nothing of them stays and their
 * clients have an answer; then uploads that no order uses any more, and what is left of those that broke off, are removed.
 */
export async function sweepOrders(): Promise<UploadsSwept & { readonly lost: readonly string[] }> {
  const activities = faithfulActivities(FIRST_PACE, 'orders and uploads');
  const lost = await activities.findLostOrders();
  const end = async (found: LostOrder): Promise<string[]> => {
    const { order, to, isKept } = found;
    const at = Date.now();
    const [state, sentence] = isKept
      ? (['removed', 'Its time is over and its products are removed.'] as const)
      : (['cancelled', 'Its workflow was ended in Temporal.'] as const);
    // Nothing of it is lost when it was sent again meanwhile.
    if (!(await activities.removeLostOrder({ ...found, state, sentence, since: at }))) return [];
    if (!isKept) await activities.writeToClient({ order, to, kind: 'cancelled', lines: [sentence], at });
    return [order];
  };
  const ended = await Promise.all(lost.map(end));
  return { lost: ended.flat(), ...(await activities.sweepUploads()) };
}

/** Opens the day before the scheduled time, so that a day of which nothing ever arrived is seen too. */
export async function openYesterday(input: { mission: string }): Promise<string> {
  const day = addDays(dayOf(nominalTime(workflowInfo())), -1);
  await persistentActivities(FIRST_PACE).startDay({ mission: input.mission, day, openedBy: 'schedule' });
  return day;
}
