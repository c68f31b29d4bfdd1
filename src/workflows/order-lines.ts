import {
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
} from '@temporalio/workflow';
import type { LineEnd, LineTask, OrderTerms } from '../activities/orders/contract.js';
import { TASK_QUEUES, workflowIds } from '../domain/ids.js';
import { SCOPS } from '../domain/scops/order-input.js';
import type { OrderLine } from '../domain/scops/order.js';
import type { Command } from '../domain/story.js';
import { counted } from '../domain/words.js';
import { startingAttributes } from './attributes.js';
import { failureOf } from './failure-of.js';
import { flightLine } from './flight-line.js';
import { command } from './messages.js';
import type { OrderDesk, OrderVerb } from './order-desk.js';

/** The flight lines of an order, each a workflow of its own. */
export class OrderLines {
  private readonly inWork = new Set<string>();

  constructor(
    private readonly order: string,
    private readonly desk: OrderDesk,
  ) {}

  /** Processes lines, a few at a time, and says how each ended. */
  async process(
    lines: readonly OrderLine[],
    common: Omit<LineTask, 'order' | 'line'>,
    { linesAtOnce }: Pick<OrderTerms, 'linesAtOnce'>,
  ): Promise<LineEnd[]> {
    const waiting = [...lines];
    const ends: LineEnd[] = [];
    const next = async (): Promise<void> => {
      for (let line = waiting.shift(); line; line = waiting.shift()) {
        await this.desk.begin(`${counted(waiting.length, 'line')} to come.`);
        ends.push(await this.processed({ ...common, order: this.order, line }));
      }
    };
    await Promise.all(Array.from({ length: Math.min(linesAtOnce, lines.length) }, next));
    return ends;
  }

  /** Says a verb to every line that is in work. A line that it makes no sense for notes that it was refused. */
  say(verb: OrderVerb, { by, why }: Command): void {
    for (const line of this.inWork) {
      void getExternalWorkflowHandle(workflowIds.flightLine(this.order, line))
        .signal(command, { verb, by, why })
        .catch(() => {
          // It has just ended: there is nobody to say it to.
        });
    }
  }

  private async processed(task: LineTask): Promise<LineEnd> {
    const { order, line } = task;
    this.inWork.add(line.name);
    try {
      for (;;) {
        try {
          return await executeChild(flightLine, {
            args: [task],
            workflowId: workflowIds.flightLine(order, line.name),
            taskQueue: TASK_QUEUES.main,
            parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
            typedSearchAttributes: startingAttributes({ mission: SCOPS, stage: 'processing' }),
            staticSummary: `${line.name} of ${order}`,
          });
        } catch (error) {
          if (isCancellation(error)) throw error;
          // A line itself never fails: somebody ended it by force. Begun again, it goes on where its outputs end.
          const failure = failureOf(error);
          await this.desk.holdUntilRetry({ ...failure, sentence: `${line.name}: ${failure.sentence}` });
          await this.desk.clear();
        }
      }
    } finally {
      this.inWork.delete(line.name);
    }
  }
}
