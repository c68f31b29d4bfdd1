import type { Client, Connection } from '@temporalio/client';
import type { StationFile } from '../../adapters/station/station-file.js';
import type { Story } from '../../domain/story.js';
import { CommandError } from '../reading/command-error.js';

const CONNECT_MS = 3_000;
const QUERY_MS = 5_000;

/** A connection to the engine of a station that runs. */
export interface Live {
  readonly client: Client;
  close(): Promise<void>;
}

/** Connects to the station; throws a CommandError NOT_RUNNING, one sentence and the next step, when it does not run. */
export async function connectStation(
  home: string,
  station: StationFile | undefined,
  connectTimeout = CONNECT_MS,
): Promise<Live> {
  const start = 'Start it with `sipstream up`.';
  if (station === undefined)
    throw new CommandError(
      'NOT_RUNNING',
      `No station runs in ${home}.`,
      `${start} Or name its home with --home.`,
    );
  const { Client, Connection } = await import('@temporalio/client');
  const { address, namespace } = station.temporal;
  let connection: Connection;
  try {
    connection = await Connection.connect({ address, connectTimeout });
  } catch (error) {
    throw new CommandError(
      'NOT_RUNNING',
      `The station in ${home} does not answer at ${address}; it has stopped.`,
      start,
      { cause: error },
    );
  }
  return { client: new Client({ connection, namespace }), close: () => connection.close() };
}

/**
 * What a workflow says of itself; undefined when there is none of that id. Throws a CommandError NO_ANSWER when there
 * is one and it does not answer: its worker is not there.
 */
export async function storyOf({ client }: Live, workflowId: string): Promise<Story | undefined> {
  const { WorkflowNotFoundError } = await import('@temporalio/client');
  try {
    const handle = client.workflow.getHandle(workflowId);
    return await client.withDeadline(Date.now() + QUERY_MS, () => handle.query<Story>('story'));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw new CommandError('NO_ANSWER', `${workflowId} does not answer.`, 'See whether its worker runs.', {
      cause: error,
    });
  }
}
