import { condition, setHandler } from '@temporalio/workflow';
import type { Received, ReceiptTask } from '../activities/contract.js';
import type { Verb } from '../domain/story.js';
import { badDeadline } from './deadline.js';
import { Desk } from './desk.js';
import { abandon, filePushed, hold, identify, release, retry, wait } from './messages.js';
import { FIRST_PACE, mainActivities, notes, persistentActivities } from './proxies.js';
import { counted, isOrAre } from '../domain/words.js';

const LONGEST_RECHECK_FACTOR = 24;

/**
 * The receipt of one DN: every file that it announces is compared with what lies in pickup, sorted into overflow, and
 * archived; ends when each is archived or set aside with a reason. The DN may come before, during or after the push.
 */
export async function receipt(task: ReceiptTask): Promise<'done' | 'abandoned'> {
  const subject = { title: `DN ${task.key}`, mission: task.mission, receiptKey: task.key };
  const desk = new Desk(subject, 'receive', FIRST_PACE);
  let pushes = 0;
  let patienceEnds: number | undefined;
  let reportAt = 0;
  setHandler(filePushed, () => void (pushes += 1), { description: 'A file of this DN was seen in pickup.' });
  let incomplete: readonly string[] = [];
  const trusted = new Set<string>();
  desk.answer(retry, { description: 'Look at pickup again now.' });
  desk.answer(wait, {
    description: 'Wait for the files until a new time.',
    check: ({ until }) => badDeadline(until, Date.now()),
    act: ({ until }) => {
      patienceEnds = Date.parse(until);
      reportAt = Math.max(reportAt, patienceEnds);
      pushes += 1;
    },
  });
  desk.answer(identify, {
    description: 'Take a file that is not what the DN announces: its size is right.',
    check: ({ file }) =>
      incomplete.includes(file)
        ? undefined
        : `${String(file)} is not set aside as incomplete. ${incomplete.length > 0 ? `What is: ${incomplete.join(', ')}.` : 'Nothing is.'}`,
    act: ({ file }) => {
      trusted.add(file);
      pushes += 1;
    },
  });
  desk.answerAlways({ hold, release, abandon });

  const outcome = await desk.conduct(async () => {
    const times = await notes.receiptPatience({ mission: task.mission });
    desk.pace = times;
    patienceEnds ??= task.receivedAt + times.patienceMs;
    reportAt = Math.max(reportAt, task.receivedAt + times.reportMs);
    let pause = times.recheckMs;
    for (;;) {
      const seen = pushes;
      const received = await desk.carryOut('receive', 'It compares the files in pickup with the DN.', () =>
        mainActivities(times, 'pickup against the DN').receiveFiles({
          ...task,
          ...(trusted.size > 0 && { trusted: [...trusted] }),
        }),
      );
      incomplete = received.incomplete.map((file) => file.name);
      if (received.complete.length > 0) {
        await desk.carryOut('receive', `It archives ${counted(received.complete.length, 'file')}.`, () =>
          mainActivities(times, `archive ${counted(received.complete.length, 'file')}`).archiveInputs({
            task,
            names: received.complete,
          }),
        );
        pause = times.recheckMs;
      }
      if (received.waiting.length + received.incomplete.length === 0) return 'done';
      const now = Date.now();
      if (now >= patienceEnds) return 'abandoned';
      if (received.incomplete.length > 0 || now >= reportAt)
        await desk.announce(troubleOf(task, received), verbsFor(incomplete));
      else await desk.clear();
      desk.waits(
        `It waits for ${[...received.waiting, ...received.incomplete.map((file) => file.name)].join(', ')}.`,
        {
          until: patienceEnds,
          then: 'it gives these files up, and they stay where they lie',
          verbs: verbsFor(incomplete),
        },
      );
      const until = Math.min(Date.now() + pause, patienceEnds);
      await condition(() => pushes !== seen || desk.ordered, Math.max(1, until - Date.now()), {
        summary: 'looks at pickup again',
      });
      desk.takeOrder();
      pause = Math.min(pause * 2, times.recheckMs * LONGEST_RECHECK_FACTOR);
    }
  });
  const at = Date.now();
  await desk.finish(
    outcome,
    outcome === 'done'
      ? 'Every file is archived, or set aside with a reason.'
      : 'Files that never came complete were given up.',
    () =>
      persistentActivities(desk.pace).closeReceipt({
        mission: task.mission,
        key: task.key,
        state: outcome,
        at,
      }),
  );
  return outcome;
}

function verbsFor(incomplete: readonly string[]): Verb[] {
  return incomplete.length > 0 ? ['identify', 'retry', 'wait', 'abandon'] : ['retry', 'wait', 'abandon'];
}

function troubleOf(task: ReceiptTask, { waiting, incomplete }: Received) {
  const details = [
    ...incomplete.map((file) => `${file.name}: ${file.reason}`),
    ...waiting.map((name) => `${name}: not pushed yet`),
  ];
  const code = incomplete.length > 0 ? ('FILE_INCOMPLETE' as const) : ('FILE_NOT_PUSHED' as const);
  const sentence =
    incomplete.length > 0
      ? `${counted(incomplete.length, 'file')} of DN ${task.key} ${isOrAre(incomplete.length)} not what it announces.`
      : `${counted(waiting.length, 'file')} that DN ${task.key} announces ${waiting.length === 1 ? 'has' : 'have'} not been pushed.`;
  return { code, sentence, details, workerLost: false };
}
