import { textOf, type WorkflowFacts } from './facts.js';

/**
 * What the workflows have heard of messages: the proof that a message was acted on, and when. Of receipts the beginnings
 * and every further notice of the same DN; of deliveries the answers, by the id of the message.
 */
export class Heard {
  private readonly answers = new Map<string, number>();
  private readonly notices = new Map<string, number[]>();

  /** Takes in what a workflow's history tells. */
  learn(workflow: WorkflowFacts): void {
    for (const signal of workflow.signals) {
      const message = textOf(signal.content, 'message');
      if (message !== undefined && (signal.name === 'panReceived' || signal.name === 'pdrdReceived'))
        if (!this.answers.has(message)) this.answers.set(message, signal.at);
    }
    const key = textOf(workflow.input, 'key');
    if (workflow.type !== 'receipt' || key === undefined) return;
    // A notice that comes again wakes its receipt without naming a file.
    const again = workflow.signals.filter(
      ({ name, content }) => name === 'filePushed' && textOf(content, 'name') === undefined,
    );
    const times = [workflow.startedAt, ...again.map(({ at }) => at)];
    this.notices.set(
      key,
      [...(this.notices.get(key) ?? []), ...times].sort((a, b) => a - b),
    );
  }

  /** When an answer was given to its delivery; undefined when it was not. */
  answerAt(messageId: string): number | undefined {
    return this.answers.get(messageId);
  }

  /** When a notice that came at a time was given to its receipt; undefined when it was not. */
  noticeAt(receiptKey: string, receivedAt: number): number | undefined {
    return this.notices.get(receiptKey)?.find((at) => at >= receivedAt);
  }
}
