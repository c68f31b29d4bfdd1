import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/** Where the histories are kept. */
export const HISTORIES = resolve('test/workflows/fixtures/histories');

/** What is recorded is the same on every machine: no path of the machine that recorded it gets into a history. */
export const RECORDING_HOME = '/srv/sipstream-recording';

/** Does something in the home of the recording. Throws when it is there already: it would not be this one's to remove. */
export async function inRecordingHome(work: () => Promise<void>): Promise<void> {
  await mkdir(RECORDING_HOME);
  try {
    await work();
  } finally {
    await rm(RECORDING_HOME, { recursive: true, force: true });
  }
}

/** Removes the histories that are to be recorded anew. */
export async function forget(isOld: (name: string) => boolean): Promise<void> {
  await mkdir(HISTORIES, { recursive: true });
  for (const name of (await readdir(HISTORIES)).filter(isOld)) await rm(join(HISTORIES, name));
}

/** Writes the history of a workflow under a name. */
export async function keep(client: Client, workflowId: string, name: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const events = (JSON.parse(historyToJSON(history)) as { events: unknown[] }).events;
  const lines = events.map((event) => JSON.stringify(scrubbed(event)));
  const text = `{"workflowId":${JSON.stringify(workflowId)},"events":[\n${lines.join(',\n')}\n]}\n`;
  await writeFile(join(HISTORIES, `${name}.json`), text);
}

/** Takes the machine out of an event: who polled, where the program lies. Neither matters to a replay. */
function scrubbed(value: unknown, key = ''): unknown {
  if (key === 'identity') return 'worker';
  if (key === 'stackTrace') return '';
  if (typeof value === 'string')
    return value.replaceAll(resolve('.'), '/opt/sipstream').replaceAll(hostname(), 'host');
  if (Array.isArray(value)) return value.map((item) => scrubbed(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, scrubbed(item, name)]));
}
