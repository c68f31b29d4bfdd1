import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Socket } from 'node:net';

/** A process of the reading program. One task at a time. */
export interface Reader {
  readonly child: ChildProcess;
  /** It has done a task before, so it listens already. */
  readonly proven: boolean;
}

interface IdleReader {
  readonly child: ChildProcess;
  readonly drop: () => void;
  readonly timer: NodeJS.Timeout;
}

/** The products of a level come one after the other; starting Node.js and GDAL for each took most of the time of QA. */
const IDLE_MS = 2_000;
const MOST_IDLE = 4;
const idle: IdleReader[] = [];

/** An idle reader, or a new one. */
export function takeReader(): Reader {
  const kept = idle.pop();
  if (!kept) return { child: start(), proven: false };
  clearTimeout(kept.timer);
  kept.child.off('exit', kept.drop);
  setHolding(kept.child, true);
  return { child: kept.child, proven: true };
}

/**
 * Keeps a reader for the next task, for a moment. Only for one that has just answered well: what a damaged file did to
 * the library must not touch the next one. An idle reader does not keep this process alive.
 */
export function giveBack({ child }: Reader): void {
  if (!child.connected || idle.length >= MOST_IDLE) {
    child.kill('SIGKILL');
    return;
  }
  const drop = () => {
    const index = idle.findIndex((kept) => kept.child === child);
    if (index >= 0) clearTimeout(idle.splice(index, 1)[0]!.timer);
  };
  const timer = setTimeout(() => {
    drop();
    child.kill('SIGKILL');
  }, IDLE_MS);
  timer.unref();
  child.once('exit', drop);
  setHolding(child, false);
  idle.push({ child, drop, timer });
}

function start(): ChildProcess {
  // Beside this module, or in `dist` when this module runs from `src`.
  const program = fileURLToPath(new URL('../../../dist/adapters/gdal/read-program.js', import.meta.url));
  const child = fork(program, [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    // Without this GDAL may leave .aux.xml files beside what it reads.
    env: { ...process.env, GDAL_PAM_ENABLED: 'NO' },
  });
  // Whoever has a task done listens itself; without any listener an error of an idle one would end this process.
  child.on('error', () => undefined);
  child.stderr!.setEncoding('utf8');
  // Somebody has to read it while nobody listens, or the pipe fills.
  child.stderr!.resume();
  return child;
}

function setHolding(child: ChildProcess, holding: boolean): void {
  const word = holding ? 'ref' : 'unref';
  child[word]();
  child.channel?.[word]();
  (child.stderr as Socket)[word]();
}
