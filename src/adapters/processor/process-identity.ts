import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { hasCode } from '../files/io-error.js';

/** A process beyond doubt: process ids are used again, and a reboot starts the start times anew. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, as field 22 of /proc/PID/stat has them. */
  readonly startTicks: string;
  /** /proc/sys/kernel/random/boot_id */
  readonly bootId: string;
}

/** What /proc/PID/stat tells of a process (see proc(5)). */
export interface ProcessStat {
  readonly pid: number;
  /** `Z` and `X` are dead processes that nobody has asked about yet. */
  readonly state: string;
  readonly session: number;
  readonly startTicks: string;
}

/** The identity of a process that is there now; undefined when it is not, or is dead. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  const stat = await readStat(pid);
  return stat && { pid, startTicks: stat.startTicks, bootId: await bootId() };
}

/** Whether exactly this process lives. Only meaningful at the {@link processPlace} where it was identified. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (identity.bootId !== (await bootId())) return false;
  return (await readStat(identity.pid))?.startTicks === identity.startTicks;
}

/** A living process by its id; undefined when there is none. */
export async function readStat(pid: number): Promise<ProcessStat | undefined> {
  let text: string;
  try {
    text = await readFile(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return undefined;
    throw error;
  }
  // The second field is the name in parentheses and may itself hold blanks and parentheses.
  const [state = '', , , session, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, state, session: Number(session), startTicks: rest[15] ?? '' };
}

/** Host and process-id namespace: only a process of the same place can be looked up, or ended, by its id. */
export async function processPlace(): Promise<string> {
  return `${hostname()} ${await readlink('/proc/self/ns/pid')}`;
}

let boot: string | undefined;
async function bootId(): Promise<string> {
  boot ??= (await readFile('/proc/sys/kernel/random/boot_id', 'latin1')).trim();
  return boot;
}
