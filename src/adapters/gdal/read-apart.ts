import type { ProductRow } from '../../domain/mission.js';
import type { BrowsePlan } from './draw-browse.js';
import { UnreadableProduct } from './inspect.js';
import type { Content } from './measure-content.js';
import { giveBack, takeReader } from './reader-process.js';

/** What the reading program is asked. */
export type ReadTask =
  | { readonly kind: 'measure'; readonly path: string; readonly row: ProductRow }
  | { readonly kind: 'draw'; readonly plan: BrowsePlan };

/** What the reading program says; after anything but `ready` and `progress` the task is done. */
export type ReadReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'measured'; readonly content: Content }
  /** `png` is base64. */
  | { readonly kind: 'drawn'; readonly png: string }
  | { readonly kind: 'unreadable'; readonly sentence: string }
  | { readonly kind: 'failed'; readonly message: string };

/** What a task that was done came to. */
export type ReadResult = Extract<ReadReply, { kind: 'measured' | 'drawn' }>;

/** How reading is watched and stopped. */
export interface ApartOptions {
  /** Ends the reading at once; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every block with the share of the field that is read, 0 to 1: a place to heartbeat. */
  readonly onProgress?: (done: number) => void;
  /** How long a block may take before the product counts as unreadable. Milliseconds; default five minutes. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 300_000;
/** Starting Node.js takes a fraction of a second; on a machine that is swapping, much more. */
const START_MS = 120_000;
const STDERR_KEPT = 2_000;
/** Deaths that the data cause. Any other signal comes from outside. */
const CRASHES: readonly string[] = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL'];

/**
 * Has the reading program do one task in a process apart, whose error output (where HDF5 complains at length) is kept out
 * of this one's. A process that answered well is asked again within moments; one that had any trouble is not. Resolves with its reply. Throws UnreadableProduct when the program says so, crashes or
 * stands still; Error when it cannot start or is killed by somebody else.
 */
export function readApart(task: ReadTask, options: ApartOptions = {}): Promise<ReadResult> {
  const { signal, onProgress, patienceMs = PATIENCE_MS } = options;
  return new Promise((resolve, reject) => {
    const reader = takeReader();
    const { child } = reader;
    let outcome: (() => void) | undefined;
    let started = reader.proven;
    let complaint = '';
    let watchdog: NodeJS.Timeout | undefined;

    const end = (settle: () => void) => {
      outcome ??= settle;
      child.kill('SIGKILL');
    };
    const watch = () => {
      clearTimeout(watchdog);
      const limit = started ? patienceMs : START_MS;
      const words = `for ${Math.ceil(limit / 1000)} s`;
      const error = started
        ? new UnreadableProduct(`Reading it came to a standstill ${words}.`)
        : new Error(`The program that reads products did not start ${words}.`);
      watchdog = setTimeout(() => end(() => reject(error)), limit);
    };
    const abort = () => end(() => reject(signal?.reason as Error));
    const ask = () => child.send(task, (error) => error && end(() => reject(error)));
    const leave = () => {
      clearTimeout(watchdog);
      signal?.removeEventListener('abort', abort);
      child.off('message', onMessage).off('error', onError).off('close', onClose);
      child.stderr!.off('data', onComplaint).resume();
    };

    const hear = (reply: ReadReply) => {
      if (outcome) return;
      started = true;
      watch();
      if (reply.kind === 'ready') {
        ask();
      } else if (reply.kind === 'progress') {
        onProgress?.(reply.done);
      } else if (reply.kind === 'unreadable') {
        end(() => reject(new UnreadableProduct(reply.sentence)));
      } else if (reply.kind === 'failed') {
        end(() => reject(new Error(reply.message)));
      } else {
        leave();
        giveBack(reader);
        resolve(reply);
      }
    };
    const onMessage = (reply: ReadReply) => {
      try {
        hear(reply);
      } catch (error) {
        end(() => reject(error as Error)); // onProgress is the caller's and may throw
      }
    };
    const onComplaint = (text: string) => {
      complaint = (complaint + text).slice(-STDERR_KEPT);
    };
    const onError = (error: Error) => end(() => reject(error));
    const onClose = (code: number | null, killedBy: NodeJS.Signals | null) => {
      leave();
      if (outcome) return outcome();
      if (started && killedBy && CRASHES.includes(killedBy)) {
        return reject(
          new UnreadableProduct(`The library that reads it crashed (${killedBy}): the file is damaged.`),
        );
      }
      reject(
        new Error(
          `The program that reads products ended with ${killedBy ?? `code ${code}`}: ${complaint.trim()}`,
        ),
      );
    };
    child.on('message', onMessage).on('error', onError).on('close', onClose);
    child.stderr!.on('data', onComplaint);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    watch();
    if (reader.proven) ask();
  });
}
