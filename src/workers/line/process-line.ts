import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { sizeOf } from '../../adapters/files/size-of.js';
import { lineLog, reportFile } from '../../airborne/plan/line-report.js';
import { writeStatus } from '../../airborne/plan/line-status.js';
import type { OrderPlan } from '../../airborne/plan/order-plan.js';
import { intermediateFiles, mappedFile, plannedStep, scratchFolders } from '../../airborne/plan/requests.js';
import type { StageResult } from '../../airborne/result.js';
import { lineSteps, stageOfStep, type LineStep } from '../../domain/scops/line-steps.js';
import type { LineStage } from '../../domain/scops/stages.js';

const PROGRAM = fileURLToPath(new URL('../../airborne/main.js', import.meta.url));

/** Does what isn't done of a line, and reports. Returns the exit status. A signal ends the program of the step. */
export async function processLine(plan: OrderPlan, name: string, signal: AbortSignal): Promise<number> {
  const line = plan.order.lines.find((candidate) => candidate.name === name);
  if (!line) throw new Error(`The order has no line ${name}.`);
  const { products, shared } = lineSteps(plan.order, line);
  const failures = new Map<string, string>();
  const mappedBytes: Record<string, number> = {};
  const tell = async (names: readonly string[], stage: LineStage, failed = false) => {
    for (const product of names) await writeStatus(plan, product, { stage, failed });
  };
  const attempt = async (steps: readonly LineStep[], names: readonly string[]): Promise<void> => {
    for (const step of steps) {
      await tell(names, stageOfStep(step.kind));
      const problem = await done(plan, name, step, signal);
      signal.throwIfAborted();
      if (problem === undefined) continue;
      await tell(names, stageOfStep(step.kind), true);
      for (const product of names) failures.set(product, `${product}: ${problem}`);
      return;
    }
  };
  const open = () => products.filter(({ product }) => !failures.has(product.name));
  for (const { product, make } of products) await attempt(make, [product.name]);
  const made = open().map(({ product }) => product.name);
  if (made.length > 0) await attempt(shared, made);
  for (const { product, finish } of open()) {
    const bytes = () => sizeOf(mappedFile(plan, product.name));
    await attempt(finish.slice(0, 1), [product.name]);
    const size = await bytes();
    if (size !== undefined) mappedBytes[product.name] = size;
    if (!failures.has(product.name)) await attempt(finish.slice(1), [product.name]);
    if (failures.has(product.name)) continue;
    await tell([product.name], 'complete');
    const mapped = mappedFile(plan, product.name);
    for (const file of [mapped, `${mapped}.hdr`]) await rm(file, { force: true });
  }
  const complete = open().map(({ product }) => product.name);
  if (failures.size === 0 && !plan.keepIntermediate) {
    for (const file of intermediateFiles(plan, line)) await rm(file, { force: true });
    for (const folder of scratchFolders(plan, line)) await rm(folder, { recursive: true, force: true });
  }
  const report = { line: name, complete, missing: [...failures.values()], mappedBytes };
  await writeFileAtomic(reportFile(plan, name), `${JSON.stringify(report)}\n`);
  return failures.size === 0 ? 0 : 1;
}

/** Does one step unless its output is there; a sentence when it failed. */
async function done(
  plan: OrderPlan,
  line: string,
  step: LineStep,
  signal: AbortSignal,
): Promise<string | undefined> {
  const finished = step.kind === 'map' ? await zipOf(plan, line, step.product) : undefined;
  if (finished !== undefined) return undefined;
  const { request, output } = await plannedStep(plan, line, step);
  if ((await sizeOf(output)) !== undefined) return undefined;
  // A job may run on another host than the station, with a temporary disk of its own.
  await mkdir(dirname(output), { recursive: true });
  const scratch = join(plan.work, 'requests');
  await mkdir(scratch, { recursive: true });
  const file = join(scratch, `${step.kind}-${step.product}.json`);
  const resultFile = join(scratch, `${step.kind}-${step.product}.result.json`);
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
    const result = await readFile(resultFile, 'utf8').then(
      (text) => JSON.parse(text) as StageResult,
      () => undefined,
    );
    if (result && 'failure' in result) return result.failure.sentence;
    return `${step.kind} ${killed ? `was ended by ${killed}` : `ended with exit status ${String(exitCode)}`}.`;
  } finally {
    await log.close();
  }
}

/** Packed already: its map is gone, and isn't needed. */
async function zipOf(plan: OrderPlan, line: string, product: string): Promise<number | undefined> {
  const { output } = await plannedStep(plan, line, { kind: 'pack', product });
  return sizeOf(output);
}
