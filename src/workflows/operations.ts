import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  currentUpdateInfo,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import { missionCommandProblem } from '../domain/mission-commands.js';
import type { Command, MissionVerb } from '../domain/story.js';
import { gap, identify, note, processor, reread, type IdentifyFile } from './messages.js';
import { FIRST_PACE, operationsActivities, persistentActivities } from './proxies.js';

/** So long a run waits for the next decision; a later one is a run of its own under the same id. */
const IDLE = '1 minute';

/**
 * What operators decide for the mission as a whole: notes, known gaps, versions of processors, what a file is, a message
 * that is read again. Each verb starts this workflow when it does not run; it ends when nothing more is said.
 */
export async function operations({ mission }: { mission: string }): Promise<void> {
  let said = 0;
  const answer = <C extends Command>(
    update: UpdateDefinition<string, [C]>,
    description: string,
    act: (command: C, id: string, at: number) => Promise<string>,
  ) => {
    const verb = update.name as MissionVerb;
    setHandler(
      update,
      async (command) => {
        said += 1;
        const at = Date.now();
        const id = currentUpdateInfo()?.id ?? `${workflowInfo().runId}/${verb}/${at}`;
        const sentence = await act(command, id, at);
        const { by, why, ...detail } = command;
        const { day, level } = detail as { day?: never; level?: string };
        await persistentActivities(FIRST_PACE, `${verb} by ${by}`).recordIntervention({
          id,
          mission,
          workflowId: workflowInfo().workflowId,
          ...(day !== undefined && { day }),
          ...(day !== undefined && level !== undefined && { level }),
          verb,
          by,
          why,
          at,
          detail: detail as Record<string, unknown>,
        });
        setCurrentDetails(`**${verb}** by ${by}: ${sentence}`);
        return sentence;
      },
      {
        description,
        validator: (command) => {
          const problem = missionCommandProblem(verb, command as never);
          if (problem !== undefined) throw ApplicationFailure.nonRetryable(problem, 'REFUSED');
        },
      },
    );
  };
  const work = operationsActivities(FIRST_PACE);
  answer(note, 'A note on a day, a level, or the mission.', (command) =>
    work.checkNote({
      mission,
      ...(command.day !== undefined && { day: command.day }),
      ...(command.level !== undefined && { level: command.level }),
    }),
  );
  answer(gap, 'Inputs were never made from … to …; nobody waits for them.', (command, id, at) =>
    work.recordGap({ ...command, mission, id, at }),
  );
  answer(processor, 'The version of a processor from a day on.', (command, id, at) =>
    work.chooseProcessor({ ...command, mission, id, at }),
  );
  answer(identify, 'An unmatched file is this granule.', (command) =>
    work.identifyFile({ ...(command as IdentifyFile), mission }),
  );
  answer(reread, 'Act on a message anew.', (command) => work.rereadMessage({ ...command, mission }));

  for (;;) {
    const seen = said;
    await condition(allHandlersFinished);
    if (await condition(() => said !== seen, IDLE, { summary: 'nothing more is said' })) continue;
    if (allHandlersFinished()) return;
  }
}
