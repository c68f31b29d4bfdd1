import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Where to knock, and what ends the knocking. */
export interface GreetingOptions {
  readonly host: string;
  readonly port: number;
  /** Aborted when the server has ended, so that there is nothing to wait for. */
  readonly signal: AbortSignal;
}

/**
 * Connects until an FTP server greets, and gives the greeting: a line with `text` in it, or a refusal (`500 …`), which
 * repeating will not change. Undefined when `signal` is aborted first: the server has ended. A server that lives and
 * does not answer yet is waited for without limit, as a busy machine may be slow.
 */
export async function awaitGreeting(text: string, options: GreetingOptions): Promise<string | undefined> {
  while (!options.signal.aborted) {
    const greeting = await readGreeting(options);
    if (greeting?.includes(text) === true || greeting?.startsWith('500') === true) return greeting.trim();
    // Nothing tells when a port of another process begins to listen; asking again is the only way to know.
    await pause(20, undefined, { signal: options.signal }).catch(ignoreAbort);
  }
  return undefined;
}

function readGreeting({ host, port, signal }: GreetingOptions): Promise<string | undefined> {
  return new Promise((settle) => {
    const socket = connect({ host, port, signal });
    let line = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      line += chunk;
      if (line.includes('\n')) socket.destroy();
    });
    // Refused, or aborted: both mean that no line comes, and the caller knows which. "close" follows either.
    socket.once('error', () => undefined);
    socket.once('close', () => settle(line === '' ? undefined : line));
  });
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
