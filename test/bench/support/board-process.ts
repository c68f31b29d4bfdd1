import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { inCheckout } from './station.js';

/** A board in a process of its own. */
export interface BoardProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the compiled board over a ledger; to it, it is `now` (epoch milliseconds) all the time. */
export async function startBoardProcess(location: string, now: number): Promise<BoardProcess> {
  const program = fileURLToPath(new URL('board-program.mjs', import.meta.url));
  const child = spawn(
    process.execPath,
    [program, inCheckout('dist'), location, inCheckout('missions/mopitt/mission.yaml'), String(now)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exit = once(child, 'exit');
  const [url] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exit.then(() => Promise.reject(new Error('The board ended before it answered.'))),
  ])) as [string];
  return {
    url,
    async stop() {
      child.stdin.end();
      await exit;
    },
  };
}
