import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkflowNotFoundError } from '@temporalio/client';
import { watch } from 'chokidar';
import type { StationContext } from '../../activities/context.js';
import { MESSAGE_FILE } from '../../activities/sweep.js';
import { safeStat } from '../../adapters/files/safe-open.js';
import type { KeptMail, MailStore } from '../../adapters/mail/mail-store.js';
import { durationMs } from '../../domain/duration.js';
import { expectedReceipts } from '../../ledger/receipts.js';
import { filePushed } from '../../workflows/messages.js';

const STABLE_MS = 800;
const MESSAGE_LIMIT = 1024 * 1024;

/**
 * Watches pickup. A data file wakes the receipts that wait for it; a `.PAN` or `.PDRD` file, once nobody writes to it any
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
  const timers = new Set<NodeJS.Timeout>();
  const seen = (name: string) => {
    const work = MESSAGE_FILE.test(name) ? takeMessage(name) : wakeReceipts(context, name);
    work.catch(onError);
  };
  const watcher = watch(paths.pickup, {
    depth: 0,
    followSymlinks: false,
    ignored: (path) => path !== paths.pickup && path.slice(paths.pickup.length + 1).startsWith('.'),
    awaitWriteFinish: { stabilityThreshold: STABLE_MS, pollInterval: 200 },
  });
  watcher.on('add', (path) => seen(path.slice(paths.pickup.length + 1)));
  watcher.on('change', (path) => seen(path.slice(paths.pickup.length + 1)));
  watcher.on('error', onError);

  async function takeMessage(name: string): Promise<void> {
    const path = join(paths.pickup, name);
    const found = await safeStat(path);
    if (found.kind !== 'file') return;
    const quietIn = found.mtimeMs + quietMs - context.now();
    if (quietIn > 0) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        seen(name);
      }, quietIn);
      timers.add(timer);
      return;
    }
    if (found.size > MESSAGE_LIMIT) return; // No PAN is that long: the sweep will report it as a foreign file.
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
      for (const timer of timers) clearTimeout(timer);
      await watcher.close();
    },
  };
}

async function wakeReceipts(context: StationContext, name: string): Promise<void> {
  for (const receipt of await expectedReceipts(context.ledger, context.mission.mission, name)) {
    try {
      await context.client.workflow.getHandle(receipt.workflowId).signal(filePushed, { name });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}
