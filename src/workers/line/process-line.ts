import { rm } from 'node:fs/promises';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { sizeOf } from '../../adapters/files/size-of.js';
import { reportFile, type LineReport } from '../../airborne/plan/line-report.js';
import { writeStatus } from '../../airborne/plan/line-status.js';
import type { OrderPlan } from '../../airborne/plan/order-plan.js';
import { isPacked, mappedFile } from '../../airborne/plan/requests.js';
import { lineSteps, stageOfStep, type LineStep } from '../../domain/scops/line-steps.js';
import type { Product } from '../../domain/scops/names.js';
import type { OrderLine } from '../../domain/scops/order.js';
import { doStep } from './do-step.js';
import { leaveNode, leaveNothing, nodePlan } from './node-files.js';

/** Does what isn't done of a line, and reports. Returns the exit status. A signal ends the program of the step. */
export async function processLine(plan: OrderPlan, name: string, signal: AbortSignal): Promise<number> {
  const line = plan.order.lines.find((candidate) => candidate.name === name);
  if (!line) throw new Error(`The order has no line ${name}.`);
  const here = nodePlan(plan, name);
  const work = new LineWork(here, name, signal);
  try {
    await doLine(plan, line, work);
    if (work.failures.size === 0) await leaveNothing(here, line);
  } finally {
    await leaveNode(here);
  }
  await writeFileAtomic(reportFile(plan, name), `${JSON.stringify(work.report())}\n`);
  return work.failures.size === 0 ? 0 : 1;
}

async function doLine(plan: OrderPlan, line: OrderLine, work: LineWork): Promise<void> {
  const { products, shared } = lineSteps(plan.order, line);
  for (const { product } of products) if (await isPacked(plan, product.name)) work.complete.add(product.name);

  const open = () => products.filter(({ product }) => work.isOpen(product));
  for (const { product, make } of open()) await work.attempt(make, [product.name]);
  const made = open().map(({ product }) => product.name);
  if (made.length > 0) await work.attempt(shared, made);
  for (const { product, finish } of open()) await work.finish(product, finish);
}

/** What came of a line so far. */
class LineWork {
  readonly complete = new Set<string>();
  /** A sentence each. */
  readonly failures = new Map<string, string>();
  private readonly mappedBytes: Record<string, number> = {};

  constructor(
    private readonly plan: OrderPlan,
    private readonly line: string,
    private readonly signal: AbortSignal,
  ) {}

  isOpen({ name }: Product): boolean {
    return !this.complete.has(name) && !this.failures.has(name);
  }

  /** Does some steps for some products; the first that fails is their failure. */
  async attempt(steps: readonly LineStep[], products: readonly string[]): Promise<void> {
    for (const step of steps) {
      const stage = stageOfStep(step.kind);
      const tell = async (failed: boolean) => {
        for (const product of products) await writeStatus(this.plan, product, { stage, failed });
      };
      const problem = await doStep(this.plan, this.line, step, this.signal, () => tell(false));
      // A step that was ended has not failed.
      this.signal.throwIfAborted();
      if (problem === undefined) continue;
      await tell(true);
      for (const product of products) this.failures.set(product, problem);
      return;
    }
  }

  /** Maps and packs a product, after which its map is no longer needed. */
  async finish({ name }: Product, [map, ...pack]: readonly LineStep[]): Promise<void> {
    const mapped = mappedFile(this.plan, name);
    await this.attempt([map!], [name]);
    const bytes = await sizeOf(mapped);
    if (bytes !== undefined) this.mappedBytes[name] = bytes;
    if (!this.failures.has(name)) await this.attempt(pack, [name]);
    if (this.failures.has(name)) return;
    this.complete.add(name);
    await writeStatus(this.plan, name, { stage: 'complete', failed: false });
    for (const file of [mapped, `${mapped}.hdr`]) await rm(file, { force: true });
  }

  report(): LineReport {
    const { complete, failures, mappedBytes } = this;
    const missing = [...failures].map(([product, sentence]) => `${product}: ${sentence}`);
    return { line: this.line, complete: [...complete], missing, mappedBytes };
  }
}
