import { isCancellation, log } from '@temporalio/workflow';
import type { LineEnd, LineTask } from '../activities/orders/contract.js';
import { looksAgain } from '../domain/failures.js';
import { lineSteps, stageOfStep, type LineStep, type ProductSteps } from '../domain/scops/line-steps.js';
import { LINE_STAGES } from '../domain/scops/stages.js';
import { failureOf, type Failure } from './failure-of.js';
import { retry, hold, release } from './messages.js';
import { OrderDesk } from './order-desk.js';
import { cancel } from './order-messages.js';
import { airborneActivities, faithfulActivities, jobActivities } from './order-proxies.js';

/**
 * One flight line of an order: its products are masked or computed, the line is geocorrected and projected once, and each
 * product is mapped and packed. What fails waits for an operator for a while; the order is packed without it then.
 */
export async function flightLine(task: LineTask): Promise<LineEnd> {
  const { order, line } = task;
  const desk = new OrderDesk({ title: `${order} ${line.name}`, order, line: line.name }, task.pace);
  desk.answerUsual({ retry, hold, release, cancel });
  const work = task.system === 'local' ? new Steps(task, desk) : new Job(task, desk);

  const until = { grace: undefined as number | undefined };
  const outcome = await desk.conduct(async () => {
    await desk.tell('processing', `${line.name} is processed.`);
    for (;;) {
      const failure = await work.run();
      if (failure === undefined) return 'complete';
      until.grace ??= Date.now() + task.graceMs;
      // What may go away by itself is tried again by itself, as long as the grace lasts.
      const look = desk.nextLook();
      const looks = desk.isSteady && failure.mayPass && look < until.grace;
      const asked = await desk.holdUntilRetry(
        failure,
        looks ? look : until.grace,
        looks ? 'it is tried again by itself' : 'the order is packed without what failed',
      );
      if (!asked && !looks) return 'failed';
      if (!asked) continue;
      await desk.clear();
      until.grace = undefined;
    }
  });
  const why = outcome === 'cancelled' ? 'cancelled' : 'given up';
  const complete = work.complete();
  let missing = work.missing(why);
  await desk.finish(async () => {
    if (missing.length > 0) {
      const activities = faithfulActivities(task.pace, `${missing.length} products are given up`);
      const products = { order, line: line.name, products: missing, at: Date.now() };
      const packed = await activities.giveUpProducts(products);
      complete.push(...packed);
      missing = missing.filter(({ product }) => !packed.includes(product));
    }
    await desk.tell(
      missing.length === 0 ? 'complete' : 'partly complete',
      missing.length === 0 ? 'Every product is packed.' : missing.map(({ sentence }) => sentence).join(' '),
    );
  });
  return {
    line: line.name,
    complete,
    missing: missing.map(({ sentence }) => sentence),
  };
}

/** The failure that stands for all that failed. */
interface LineFailure extends Failure {
  /** Whether each of them can go away without anybody touching the line. */
  readonly mayPass: boolean;
}

/** How a line gets done: step by step here, or as a job of a job system. */
interface Way {
  /** Does what is not done yet. */
  run(): Promise<LineFailure | undefined>;
  complete(): string[];
  missing(why: string): { readonly product: string; readonly sentence: string }[];
}

/** Every step is an activity: what is done stays done, whatever fails after it. */
class Steps implements Way {
  private readonly products: readonly ProductSteps[];
  private readonly shared: readonly LineStep[];
  private readonly done = new Set<string>();
  private readonly failures = new Map<string, Failure>();

  constructor(
    private readonly task: LineTask,
    private readonly desk: OrderDesk,
  ) {
    const { products, shared } = lineSteps(task, task.line);
    this.products = products;
    this.shared = shared;
  }

  async run(): Promise<LineFailure | undefined> {
    if (this.failures.size > 0 && this.desk.isSteady) this.lookAgain();
    this.failures.clear();
    const open = this.products.filter(({ finish }) => !this.isDone(finish.at(-1)!));
    for (const { product, make } of open) this.note(product.name, await this.attempt(make, [product.name]));
    const made = open.filter(({ product }) => !this.failures.has(product.name));
    const names = made.map(({ product }) => product.name);
    if (made.length > 0) {
      const failure = await this.attempt(this.shared, names);
      // Without ground positions none of its products can be mapped.
      if (failure) for (const name of names) this.note(name, failure);
      else
        for (const { product, finish } of made)
          this.note(product.name, await this.attempt(finish, [product.name]));
    }
    const [first] = this.failures.values();
    if (first === undefined) {
      await this.tidy();
      return undefined;
    }
    const details = [...this.failures].flatMap(([name, failure]) => [
      `${name}: ${failure.code} ${failure.sentence}`,
      ...failure.details,
    ]);
    const sentence = `${this.failures.size} of ${this.products.length} products of ${this.task.line.name} failed; the first: ${first.sentence}`;
    const mayPass = [...this.failures.values()].every(({ code }) => looksAgain(code));
    return { code: 'LINE_FAILED', sentence, details, workerLost: false, mayPass };
  }

  complete(): string[] {
    return this.products
      .filter(({ finish }) => this.isDone(finish.at(-1)!))
      .map(({ product }) => product.name);
  }

  missing(why: string) {
    return this.products
      .filter(({ finish }) => !this.isDone(finish.at(-1)!))
      .map(({ product: { name } }) => {
        const failure = this.failures.get(name);
        return { product: name, sentence: failure ? `${name}: ${failure.sentence}` : `${name} was ${why}.` };
      });
  }

  /** What lay on the way may be gone meanwhile: a step whose output is there does nothing but look. What is packed stays. */
  private lookAgain(): void {
    const packed = new Set(this.products.map(({ finish }) => keyOf(finish.at(-1)!)));
    for (const key of this.done) if (!packed.has(key)) this.done.delete(key);
  }

  /** Removes what only the way needed. Every product is packed: what cannot be removed now goes with the order. */
  private async tidy(): Promise<void> {
    const { order, folder, line, pace } = this.task;
    const work = () => airborneActivities(pace, 'tidies').tidyLine({ order, folder, line: line.name });
    const sentence = 'What only the way needed is removed.';
    if (!this.desk.isSteady) return this.desk.carryOut(sentence, work);
    await this.desk.begin(sentence);
    try {
      await work();
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.warn('what only the way needed stays until the order is removed', { error });
    }
  }

  private note(product: string, failure: Failure | undefined): void {
    if (failure) this.failures.set(product, failure);
  }

  /** Does what is not done of some steps; stops at the first that fails. */
  private async attempt(
    steps: readonly LineStep[],
    products: readonly string[],
  ): Promise<Failure | undefined> {
    const { order, folder, line, pace } = this.task;
    for (const step of steps) {
      if (this.isDone(step)) continue;
      const title = LINE_STAGES[stageOfStep(step.kind)].title;
      await this.desk.begin(`${step.product}: ${title}.`);
      try {
        await withoutLostWorkers(() =>
          airborneActivities(pace, `${step.product}: ${step.kind}`).runLineStep({
            order,
            folder,
            line: line.name,
            step,
            products,
          }),
        );
        this.done.add(keyOf(step));
      } catch (error) {
        if (isCancellation(error)) throw error;
        return failureOf(error);
      }
    }
    return undefined;
  }

  private isDone(step: LineStep): boolean {
    return this.done.has(keyOf(step));
  }
}

/** The whole line is one job; its end says what became of each product. */
class Job implements Way {
  private end: (LineEnd & { readonly run: number }) | undefined;
  private failure: LineFailure | undefined;

  constructor(
    private readonly task: LineTask,
    private readonly desk: OrderDesk,
  ) {}

  async run(): Promise<LineFailure | undefined> {
    const { order, folder, line, pace, system } = this.task;
    await this.desk.begin(`${line.name} is a job of ${system}.`);
    try {
      this.failure = undefined;
      const after = this.end?.run ?? 0;
      this.end = await withoutLostWorkers(() =>
        jobActivities(pace, `job of ${system}`).runLineJob({ order, folder, line: line.name, after }),
      );
    } catch (error) {
      if (isCancellation(error)) throw error;
      const failure = failureOf(error);
      this.failure = { ...failure, mayPass: looksAgain(failure.code) };
      return this.failure;
    }
    if (this.end.missing.length === 0) return undefined;
    const sentence = `${this.end.missing.length} products of ${line.name} failed; the first: ${this.end.missing[0]}`;
    return { code: 'LINE_FAILED', sentence, details: this.end.missing, workerLost: false, mayPass: false };
  }

  complete(): string[] {
    return [...(this.end?.complete ?? [])];
  }

  missing(why: string) {
    const done = this.complete();
    const { products } = lineSteps(this.task, this.task.line);
    return products
      .map(({ product }) => product.name)
      .filter((name) => !done.includes(name))
      .map((name) => ({
        product: name,
        sentence:
          this.end?.missing.find((sentence) => sentence.startsWith(`${name}:`)) ??
          (this.failure ? `${name}: ${this.failure.sentence}` : `${name} was ${why}.`),
      }));
  }
}

const LOST_WORKERS_BEFORE_FAILURE = 30;

/** A worker that dies is nothing of the line's: the next one looks for the program or the job that runs. */
async function withoutLostWorkers<T>(work: () => Promise<T>): Promise<T> {
  for (let lost = 0; ; lost += 1) {
    try {
      return await work();
    } catch (error) {
      if (isCancellation(error) || !failureOf(error).workerLost || lost >= LOST_WORKERS_BEFORE_FAILURE)
        throw error;
    }
  }
}

function keyOf({ kind, product }: LineStep): string {
  return `${kind} ${product}`;
}
