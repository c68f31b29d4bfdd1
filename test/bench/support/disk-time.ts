import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

const PART = 8 * 2 ** 20;

/**
 * Milliseconds that the disk alone needs for what a stage reads and writes: some files read from end to end, and so many
 * bytes written and flushed. The files are in the system's memory when the stage has just read them, as they were for it.
 */
export function diskTime(inputs: readonly string[], bytes: number, scratch: string): number {
  const part = Buffer.alloc(PART, 'sipstream');
  const start = performance.now();
  for (const path of inputs) {
    const file = openSync(path, 'r');
    while (readSync(file, part, 0, PART, null) > 0);
    closeSync(file);
  }
  const file = openSync(scratch, 'w');
  for (let left = bytes; left > 0; left -= PART) writeSync(file, part, 0, Math.min(PART, left));
  fsyncSync(file);
  closeSync(file);
  const elapsed = performance.now() - start;
  rmSync(scratch);
  return elapsed;
}
