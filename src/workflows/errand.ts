import { CancellationScope, condition, isCancellation, log } from '@temporalio/workflow';

/** How long the end of an errand is waited for; a mail relay that is away must not stop the work. */
const PATIENCE = '10 seconds';

/**
 * Telling people and the ledger of something, beside the work: a hold is announced while the late input that ends it may
 * come already. One errand at a time, so that the ledger never hears of an end before the beginning.
 */
export class Errand {
  private scope: CancellationScope | undefined;
  private running: Promise<void> | undefined;

  /** Whether it is still being told. */
  get isOut(): boolean {
    return this.running !== undefined;
  }

  /** Begins; the caller doesn't wait. What fails for good is logged: the story itself stands in the workflow. */
  send(work: () => Promise<void>): void {
    this.scope = new CancellationScope({ cancellable: true });
    this.running = this.scope.run(work).then(
      () => this.home(),
      (error: unknown) => {
        if (!isCancellation(error)) log.error('an announcement failed', { error });
        this.home();
      },
    );
  }

  /** Returns when nothing of it runs any more: after a while it is given up. */
  async end(): Promise<void> {
    if (!this.running) return;
    if (!(await condition(() => !this.isOut, PATIENCE, { summary: 'an announcement comes to its end' })))
      this.scope?.cancel();
    await this.running;
  }

  private home(): void {
    this.running = undefined;
  }
}
