import {
  ChildWorkflowFailure,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  TerminatedFailure,
} from '@temporalio/workflow';
import type { LineEnd, OrderTerms } from '../activities/orders/contract.js';
import { TASK_QUEUES, workflowIds } from '../domain/ids.js';
import { productsOfLine } from '../domain/scops/names.js';
import { SCOPS } from '../domain/scops/order-input.js';
import type { Order, OrderLine } from '../domain/scops/order.js';
import type { OrderVerb } from '../domain/scops/order-verbs.js';
import type { Command } from '../domain/story.js';
import { counted } from '../domain/words.js';
import { startingAttributes } from './attributes.js';
import { failureOf } from './failure-of.js';
import { flightLine } from './flight-line.js';
import { command } from './messages.js';
import type { OrderDesk } from './order-desk.js';
import { faithfulActivities } from './order-proxies.js';

/** What the lines of an order go by. */
export interface LinesOfOrder {
  readonly id: string;
  readonly folder: string;
  readonly request: Order;
  readonly terms: OrderTerms;
}

/** The flight lines of an order: a workflow each, a few at a time. */
export class OrderLines {
  private readonly inWork = new Set<string>();

  constructor(private readonly desk: OrderDesk) {}

  /** How each line ended, whatever became of the others. */
  async processed(order: LinesOfOrder): Promise<LineEnd[]> {
    const lines = order.request.lines.filter((line) => productsOfLine(line).length > 0);
    const waiting = [...lines];
    const ends: LineEnd[] = [];
    const next = async (): Promise<void> => {
      for (let line = waiting.shift(); line; line = waiting.shift()) {
        await this.desk.begin(`${counted(waiting.length, 'line')} to come.`);
        ends.push(await this.processedLine(order, line));
      }
    };
    const rows = Array.from({ length: Math.min(order.terms.linesAtOnce, lines.length) }, next);
    if (!this.desk.isSteady) await Promise.all(rows);
    // The order is not over while one of its lines is, whatever ended the others.
    const failed = (await Promise.allSettled(rows)).find((row) => row.status === 'rejected');
    if (failed) throw failed.reason;
    return ends;
  }

  /** Says a verb to every line in work. A line that it makes no sense for notes that it was refused. */
  say(id: string, verb: OrderVerb, { by, why }: Command): void {
    for (const line of this.inWork) {
      void getExternalWorkflowHandle(workflowIds.flightLine(id, line))
        .signal(command, { verb, by, why })
        // It ended meanwhile.
        .catch(() => undefined);
    }
  }

  private async processedLine(order: LinesOfOrder, line: OrderLine): Promise<LineEnd> {
    const { id, folder, request, terms } = order;
    const { pace, lineGraceMs: graceMs, system } = terms;
    this.inWork.add(line.name);
    try {
      return await executeChild(flightLine, {
        args: [{ order: id, folder, line, masking: request.masking, pace, graceMs, system }],
        workflowId: workflowIds.flightLine(id, line.name),
        taskQueue: TASK_QUEUES.main,
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        typedSearchAttributes: startingAttributes({ mission: SCOPS, stage: 'processing' }),
        staticSummary: `${line.name} of ${id}`,
      });
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ChildWorkflowFailure)) throw error;
      const isTerminated = error.cause instanceof TerminatedFailure;
      return this.lost(order, line, isTerminated ? 'an operator ended its work.' : failureOf(error).sentence);
    } finally {
      this.inWork.delete(line.name);
    }
  }

  /** A line whose workflow was terminated: the order goes on with what is packed of it. */
  private async lost({ id, terms }: LinesOfOrder, line: OrderLine, why: string): Promise<LineEnd> {
    const products = productsOfLine(line).map(({ name }) => ({ product: name, sentence: `${name}: ${why}` }));
    const complete = await faithfulActivities(terms.pace, `${line.name} is given up`).giveUpProducts({
      order: id,
      line: line.name,
      products,
      at: Date.now(),
    });
    const missing = products.filter(({ product }) => !complete.includes(product));
    return { line: line.name, complete, missing: missing.map(({ sentence }) => sentence) };
  }
}
