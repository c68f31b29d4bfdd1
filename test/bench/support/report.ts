import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineLines } from './machine.js';

const VARIABLE = 'SIPSTREAM_BENCH_ROWS';

/** One line of the table at the end: what was measured, and the figure with its unit. */
export interface Figure {
  readonly of: string;
  readonly what: string;
  readonly figure: string;
}

/** Adds a line to the table that is printed when all benchmarks have run. */
export function report(of: string, what: string, figure: string): void {
  const file = process.env[VARIABLE];
  if (file === undefined) throw new Error('Benchmarks run with test/bench/vitest.config.ts.');
  appendFileSync(file, `${JSON.stringify({ of, what, figure } satisfies Figure)}\n`);
}

/** Before all: a file for the figures. After all: the table, with the machine and the versions it was measured on. */
export default function setup(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'sipstream-bench-'));
  const file = join(directory, 'figures');
  process.env[VARIABLE] = file;
  appendFileSync(file, '');
  const machine = machineLines();
  return () => {
    const figures = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Figure);
    rmSync(directory, { recursive: true, force: true });
    process.stdout.write(
      `\n${machine.join('\n')}, at the end ${loadavg()[0]!.toFixed(2)}\n\n${table(figures).join('\n')}\n`,
    );
  };
}

function table(figures: readonly Figure[]): string[] {
  const widest = Math.max(0, ...figures.map(({ what }) => what.length));
  const lines: string[] = [];
  let last = '';
  for (const { of, what, figure } of figures) {
    if (of !== last) lines.push(...(last === '' ? [] : ['']), of);
    last = of;
    lines.push(`  ${what.padEnd(widest)}  ${figure}`);
  }
  return lines;
}
