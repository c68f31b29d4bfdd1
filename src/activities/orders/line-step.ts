import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Context } from '@temporalio/activity';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { planIfThere, readPlan, type OrderPlan } from '../../airborne/plan/order-plan.js';
import { mappedFile, plannedStep } from '../../airborne/plan/requests.js';
import { isFailureCode, OperationsError } from '../../domain/failures.js';
import { stageOfStep, type LineStep } from '../../domain/scops/line-steps.js';
import { productsOfLine } from '../../domain/scops/names.js';
import { productProgress } from '../../domain/scops/stages.js';
import { upsertProduct, type ProductPatch } from '../../ledger/order-products.js';
import { recordRun } from '../../ledger/order-runs.js';
import type { StationContext } from '../context.js';
import type { AirborneActivities } from './contract.js';
import { packedPatch } from './packed.js';
import { orderKey, orderPlaces } from './places.js';
import { isCancelled } from './run-once.js';
import { runProgram, type ProgramEnd, type ProgramWatch } from './run-program.js';
import { tidyLine } from './tidy.js';

/** The steps of a flight line. A step whose output is there is done: it is never run a second time. */
export function lineStepActivities(
  context: StationContext,
): Pick<AirborneActivities, 'runLineStep' | 'tidyLine'> {
  return {
    async runLineStep({ order, folder, line, step, products }) {
      const plan = await readPlan(folder);
      const books = new Books(context, plan, line, step, products);
      const { request, output } = await plannedStep(plan, line, step);
      const places = orderPlaces(context, order);
      const program = {
        directory: join(places.runs, line, `${step.kind} ${step.product}`),
        title: `${step.kind} of ${step.product}`,
        request,
        output,
        log: join(places.log, `${step.product}_log.txt`),
      };
      // A folder for temporary files may have been emptied meanwhile.
      await makeDirectory(dirname(output));
      await books.atPercent(0);
      await books.record((told) => runProgram(context, program, told));
      if (step.kind === 'pack') await packed(context, plan, step.product, books);
      else await books.atPercent(100);
    },

    async tidyLine({ folder, line }) {
      const plan = await planIfThere(folder);
      if (plan) await tidyLine(plan, line);
    },
  };
}

/** What the ledger is told of a step, for every product that it is for. */
class Books {
  private told = -1;

  constructor(
    private readonly context: StationContext,
    private readonly plan: OrderPlan,
    private readonly line: string,
    private readonly step: LineStep,
    private readonly products: readonly string[],
  ) {}

  /** Writes how far the step is; a percentage that was told is not told again. */
  async atPercent(percent: number): Promise<void> {
    if (percent <= this.told) return;
    this.told = percent;
    const stage = stageOfStep(this.step.kind);
    await this.patch({ stage, progress: productProgress(stage, percent), state: 'running' });
  }

  async patch(patch: ProductPatch): Promise<void> {
    const { id: orderId, mission } = orderKey(this.plan.id);
    const line = this.plan.order.lines.find(({ name }) => name === this.line)!;
    for (const { name, kind } of productsOfLine(line)) {
      if (!this.products.includes(name)) continue;
      const key = { mission, orderId, product: name };
      await upsertProduct(this.context.ledger, key, { line: this.line, kind, ...patch });
    }
  }

  /** Keeps the run of a program, its end and its progress. */
  async record(work: (watch: ProgramWatch) => Promise<ProgramEnd | undefined>): Promise<void> {
    const { ledger, now } = this.context;
    const { mission, id: orderId } = orderKey(this.plan.id);
    const key = { mission, orderId, line: this.line, product: this.step.product, stage: this.step.kind };
    const startedAt = now();
    let run: number | undefined;
    const lost = async (number: number, { code, message: sentence }: OperationsError) => {
      const end = { endedAt: now(), outcome: 'failed', code, sentence } as const;
      await recordRun(ledger, { ...key, run: number, startedAt, ...end });
    };
    try {
      const end = await work({
        started: async (number) => {
          run = number;
          await recordRun(ledger, { ...key, run, startedAt });
        },
        lost,
        progress: (percent) => this.atPercent(percent),
      });
      if (end) await recordRun(ledger, { ...key, ...end, outcome: 'done' });
      else if (run !== undefined)
        await recordRun(ledger, { ...key, run, startedAt, endedAt: now(), outcome: 'done' });
    } catch (error) {
      if (run !== undefined) await this.failed({ ...key, run, startedAt }, error);
      throw error;
    }
  }

  private async failed(row: Parameters<typeof recordRun>[1], error: unknown): Promise<void> {
    const { ledger, now } = this.context;
    const cancelled = isCancelled();
    // A worker that goes away leaves the program running: nothing has ended.
    if (Context.current().cancellationSignal.aborted && !cancelled) return;
    const endedAt = now();
    const sentence = error instanceof Error ? error.message : String(error);
    const code = error instanceof OperationsError ? error.code : 'UNEXPECTED';
    const end = { ...row, endedAt, sentence };
    await recordRun(
      ledger,
      cancelled ? { ...end, outcome: 'cancelled' } : { ...end, outcome: 'failed', code },
    );
    if (!cancelled && isFailureCode(code)) await this.patch({ state: 'failed', code, sentence, endedAt });
  }
}

/** A product whose zip is there is complete: its sizes and files are told, and the map itself is no longer needed. */
async function packed(
  context: StationContext,
  plan: OrderPlan,
  product: string,
  books: Books,
): Promise<void> {
  await books.patch(await packedPatch(plan, product, context.now()));
  const mapped = mappedFile(plan, product);
  for (const file of [mapped, `${mapped}.hdr`]) await rm(file, { force: true });
}
