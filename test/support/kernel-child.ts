import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { StageRequest } from '../../src/airborne/contract.js';
import type { StageResult } from '../../src/airborne/result.js';

const PROGRAM = fileURLToPath(new URL('../../dist/airborne/main.js', import.meta.url));
/**
 * Loaded before the program: ends it with SIGKILL where it says a line that an environment variable describes, and leaves the peak
 * of its memory (kB) and its CPU time (µs) where another one says. The system's `maxRSS` would be no less than what this process
 * has: a child begins as a copy of its parent.
 */
const WITNESS = `data:text/javascript,${encodeURIComponent(
  "if (process.env.KILL_AT) { const at = new RegExp(process.env.KILL_AT, 'm'); const { stdout } = process; const write = stdout.write.bind(stdout);" +
    "stdout.write = (text, ...more) => { const done = write(text, ...more); if (at.test(text)) process.kill(process.pid, 'SIGKILL'); return done; }; }" +
    "import { readFileSync, writeFileSync } from 'node:fs';" +
    "const peak = () => Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);" +
    "process.on('exit', () => writeFileSync(process.env.USAGE_FILE, JSON.stringify({ ...process.resourceUsage(), peak: peak() })));",
)}`;

/** How a kernel ended that ran as the program that it is. */
export interface ChildRun {
  readonly code: number | null;
  /** Undefined when it was killed. */
  readonly result: StageResult | undefined;
  readonly lines: readonly string[];
  readonly errors: string;
  /** Bytes; 0 when it was killed. */
  readonly peakMemory: number;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
}

/** Runs a kernel in a child process; where it says a line like `killAt`, it ends there and then by SIGKILL. */
export async function runKernel(folder: string, request: StageRequest, killAt?: RegExp): Promise<ChildRun> {
  const [requestFile, resultFile, usageFile] = ['request.json', 'result.json', 'usage.json'].map((name) =>
    join(folder, `${request.kind}.${name}`),
  ) as [string, string, string];
  await writeFile(requestFile, JSON.stringify(request));
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', WITNESS, PROGRAM, requestFile, resultFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, USAGE_FILE: usageFile, KILL_AT: killAt?.source ?? '' },
  });
  const lines: string[] = [];
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  const [code] = (await once(child, 'close')) as [number | null];
  const milliseconds = performance.now() - start;
  if (code === null)
    return { code, result: undefined, lines, errors, peakMemory: 0, milliseconds, cpuMilliseconds: 0 };
  const result = JSON.parse(await readFile(resultFile, 'utf8')) as StageResult;
  const usage = JSON.parse(await readFile(usageFile, 'utf8')) as NodeJS.ResourceUsage & {
    readonly peak: number;
  };
  const peakMemory = usage.peak * 1024;
  const cpuMilliseconds = (usage.userCPUTime + usage.systemCPUTime) / 1000;
  return { code, result, lines, errors, peakMemory, milliseconds, cpuMilliseconds };
}
