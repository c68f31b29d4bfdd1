import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Tells a process to stop, resolves when it is gone, and ends it by force after `limitMs`. */
export async function stopChild(child: ChildProcess | undefined, limitMs: number): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
  await gone;
  clearTimeout(limit);
}
