import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkflowNotFoundError } from '@temporalio/client';
import { watch } from 'chokidar';
import type { StationContext } from '../../activities/context.js';
import { MESSAGE_FILE, MESSAGE_LIMIT } from '../../activities/sweep.js';
import { safeStat } from '../../adapters/files/safe-open.js';
import type { KeptMail, MailStore } from '../../adapters/mail/mail-store.js';
import { durationMs } from '../../domain/duration.js';
import { TASK_QUEUES, workflowIds } from '../../domain/ids.js';
import { expectedReceipts } from '../../ledger/receipts.js';
import { filePushed } from '../../workflows/messages.js';
import { patience } from './patience.js';

const STABLE_MS = 800;
/** A push of many files asks for one sweep, not for one each. */
const TOGETHER_MS = 2_000;

/**
 * Watches pickup. A data file wakes the receipts that wait for it, or, when none does, asks for a sweep; a `.PAN` or `.PDRD` file, once nobody writes to it any
 * more, becomes a message like any other. What is there when the watch begins counts as just pushed.
 */
export function watchPickup(
  context: StationContext,
  store: MailStore,
  onMessage: (kept: KeptMail) => void,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  const { paths } = context;
  const quietMs = durationMs(context.mission.pickup.quiet);
  const { later, surely, stop } = patience(onError);
  const seen = (name: string) =>
    surely(() => (MESSAGE_FILE.test(name) ? takeMessage(name) : wakeReceipts(context, name, sweepSoon)));
  const watcher = watch(paths.pickup, {
    depth: 0,
    followSymlinks: false,
    ignored: (path) => path !== paths.pickup && path.slice(paths.pickup.length + 1).startsWith('.'),
    awaitWriteFinish: { stabilityThreshold: STABLE_MS, pollInterval: 200 },
  });
  watcher.on('add', (path) => seen(path.slice(paths.pickup.length + 1)));
  watcher.on('change', (path) => seen(path.slice(paths.pickup.length + 1)));
  watcher.on('addDir', (path) => path !== paths.pickup && seen(path.slice(paths.pickup.length + 1)));
  watcher.on('error', onError);

  let isSweepComing = false;
  function sweepSoon(): void {
    if (isSweepComing) return;
    isSweepComing = true;
    later(TOGETHER_MS, () => {
      isSweepComing = false;
      surely(() => askForSweep(context));
    });
  }

  async function takeMessage(name: string): Promise<void> {
    const path = join(paths.pickup, name);
    const found = await safeStat(path);
    if (found.kind === 'absent') return;
    if (found.kind === 'refused') return sweepSoon();
    const quietIn = found.mtimeMs + quietMs - context.now();
    if (quietIn > 0) return later(quietIn, () => seen(name));
    if (found.size > MESSAGE_LIMIT) return sweepSoon();
    const kept = await store.keep(await readFile(path), {
      via: 'pickup',
      fileName: name,
      receivedAt: new Date(context.now()).toISOString(),
    });
    await rm(path, { force: true });
    onMessage(kept);
  }

  return {
    async stop() {
      stop();
      await watcher.close();
    },
  };
}

async function wakeReceipts(context: StationContext, name: string, otherwise: () => void): Promise<void> {
  const receipts = await expectedReceipts(context.ledger, context.mission.mission, name);
  if (receipts.length === 0) return otherwise();
  for (const receipt of receipts) {
    try {
      await context.client.workflow.getHandle(receipt.workflowId).signal(filePushed, { name });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}

/** One sweep workflow at a time: it runs as long as pickup has files that nobody has explained, and then ends. */
async function askForSweep(context: StationContext): Promise<void> {
  const { mission } = context.mission;
  await context.client.workflow.signalWithStart('sweep', {
    args: [{ mission }],
    workflowId: workflowIds.sweep(mission),
    taskQueue: TASK_QUEUES.main,
    signal: filePushed,
    signalArgs: [{}],
    searchAttributes: { Mission: [mission] },
    staticSummary: 'Looks for files in pickup that no DN explains',
  });
}
