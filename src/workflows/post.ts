import { CancellationScope, log } from '@temporalio/workflow';

/**
 * Mails beside the work, one after the other: a mail server that is away must not stop an order, nor a client be left without the
 * mail because the order went on, or was cancelled, meanwhile.
 */
export class Post {
  private last: Promise<void> = Promise.resolve();

  /** Sends a mail after those before it; the caller doesn't wait. What fails for good is logged. */
  send(write: () => Promise<void>): void {
    const before = this.last;
    this.last = CancellationScope.nonCancellable(async () => {
      await before;
      await write();
    }).catch((error: unknown) => log.error('a mail could not be written', { error }));
  }

  /** Returns when all have gone. */
  async gone(): Promise<void> {
    await this.last;
  }
}
