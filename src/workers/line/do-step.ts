import { appendFile, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { sizeOf } from '../../adapters/files/size-of.js';
import { textOf } from '../../adapters/files/text-of.js';
import { lineLog } from '../../airborne/plan/line-report.js';
import type { OrderPlan } from '../../airborne/plan/order-plan.js';
import { plannedStep } from '../../airborne/plan/requests.js';
import type { StageResult } from '../../airborne/result.js';
import { OperationsError } from '../../domain/failures.js';
import type { LineStep } from '../../domain/scops/line-steps.js';
import { requestFolder } from './node-files.js';

const PROGRAM = fileURLToPath(new URL('../../airborne/main.js', import.meta.url));

/** A step begins at 0 %: what the step before it said last is not its own. */
async function beginLog(plan: OrderPlan, step: LineStep): Promise<void> {
  const log = lineLog(plan, step.product);
  await mkdir(dirname(log), { recursive: true });
  await appendFile(log, `${step.kind} of ${step.product}\nApproximate percent complete: 0\n`);
}

/**
 * Does one step unless its output is there; `begins` is called before it is done. A sentence when it failed, or was ended
 * by the signal.
 */
export async function doStep(
  plan: OrderPlan,
  line: string,
  step: LineStep,
  signal: AbortSignal,
  begins: () => Promise<void>,
): Promise<string | undefined> {
  try {
    const { request, output } = await plannedStep(plan, line, step);
    if ((await sizeOf(output)) !== undefined) return undefined;
    await beginLog(plan, step);
    await begins();
    // The job may run on another host than the station, with a temporary disk of its own.
    await mkdir(dirname(output), { recursive: true });
    return await ran(plan, line, step, request, signal);
  } catch (error) {
    if (error instanceof OperationsError) return error.message;
    throw error;
  }
}

/** Runs the program of a step, whose output is the product's log. */
async function ran(
  plan: OrderPlan,
  line: string,
  step: LineStep,
  request: object,
  signal: AbortSignal,
): Promise<string | undefined> {
  const folder = requestFolder(plan, line);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${step.kind}-${step.product}.json`);
  const resultFile = join(folder, `${step.kind}-${step.product}.result.json`);
  await rm(resultFile, { force: true });
  await writeFileAtomic(file, `${JSON.stringify(request)}\n`);
  const log = await open(lineLog(plan, step.product), 'a');
  try {
    const { exitCode, signal: killed } = await execa(process.execPath, [PROGRAM, file, resultFile], {
      stdin: 'ignore',
      stdout: log.fd as unknown as 'inherit',
      stderr: log.fd as unknown as 'inherit',
      reject: false,
      cancelSignal: signal,
    });
    if (exitCode === 0) return undefined;
    const text = await textOf(resultFile);
    const result = text === undefined ? undefined : (JSON.parse(text) as StageResult);
    if (result && 'failure' in result) return result.failure.sentence;
    return `${step.kind} ${killed ? `was ended by ${killed}` : `ended with exit status ${String(exitCode)}`}.`;
  } finally {
    await log.close();
  }
}
