import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '../files/io-error.js';
import { readStat, type ProcessIdentity } from './process-identity.js';

/** Set in the environment of everything that belongs to a run; its value is the run's token. */
export const RUN_VARIABLE = 'SIPSTREAM_RUN';

/** By what the processes of a run are recognised. */
export interface RunTree {
  /** The value of {@link RUN_VARIABLE}: finds what left the session, and a program whose start was not recorded yet. */
  readonly token: string;
  /** The program, leader of its own session: finds what dropped the environment. */
  readonly program?: ProcessIdentity | undefined;
}

/**
 * Ends all processes of a run: SIGTERM, and SIGKILL for what is still there after `graceMs` (0: SIGKILL at once).
 * Returns the processes left when `patienceMs` passed after the first SIGKILL: those that hang in the kernel.
 */
export async function endTree(
  tree: RunTree,
  options: { readonly graceMs: number; readonly patienceMs: number },
): Promise<number[]> {
  let left = await processesOf(tree);
  if (left.length > 0 && options.graceMs > 0) {
    send(left, 'SIGTERM');
    // A stopped process only gets its SIGTERM when it goes on.
    send(left, 'SIGCONT');
    left = await untilGone(tree, options.graceMs);
  }
  const patience = Date.now() + options.patienceMs;
  while (left.length > 0 && Date.now() < patience) {
    // Again and again: what is found may have started more meanwhile.
    send(left, 'SIGKILL');
    left = await untilGone(tree, 200);
  }
  return left;
}

/** Process ids of everything that lives and belongs to a run, without the caller itself. */
export async function processesOf(tree: RunTree): Promise<number[]> {
  const marker = `${RUN_VARIABLE}=${tree.token}`;
  const session = await ownedSession(tree.program);
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const stat = await readStat(pid);
    if (stat === undefined) continue;
    if (stat.session === session || (await environmentOf(pid)).includes(marker)) found.push(pid);
  }
  return found;
}

/**
 * The kernel gives out no process id that a session still uses; so when another process has the id of the program, the
 * program's session is over and that number says nothing any more.
 */
async function ownedSession(program: ProcessIdentity | undefined): Promise<number | undefined> {
  if (program === undefined) return undefined;
  const now = await readStat(program.pid);
  return now === undefined || now.startTicks === program.startTicks ? program.pid : undefined;
}

async function environmentOf(pid: number): Promise<string[]> {
  try {
    return (await readFile(`/proc/${pid}/environ`, 'latin1')).split('\0');
  } catch (error) {
    // Gone meanwhile, or of another user and so not of this run.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].some((code) => hasCode(error, code))) return [];
    throw error;
  }
}

async function untilGone(tree: RunTree, forMs: number): Promise<number[]> {
  const deadline = Date.now() + forMs;
  for (let pause = 10; ; pause = Math.min(2 * pause, 250)) {
    const left = await processesOf(tree);
    const remaining = deadline - Date.now();
    if (left.length === 0 || remaining <= 0) return left;
    // Nobody but its parent is told of the end of a process.
    await delay(Math.min(pause, remaining));
  }
}

function send(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!hasCode(error, 'ESRCH')) throw error;
    }
  }
}
