import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import { gateFactsOf, gateOf, type Gate } from '../domain/scops/order-gate.js';
import type { OrderInput } from '../domain/scops/order-input.js';
import type { DemChoice, Order } from '../domain/scops/order.js';
import { commandProblem } from '../domain/story.js';
import { counted } from '../domain/words.js';
import { failureOf } from './failure-of.js';
import type { OrderDesk } from './order-desk.js';
import { confirm, dem, demConfirmed, equations, type ByClient } from './order-messages.js';
import { orderActivities } from './order-proxies.js';

/** How long each choice is open: formulas until the order is let through, elevations until its lines begin. */
type Phase = 'opening' | 'gates' | 'elevations' | 'lines';

/**
 * What is still said of an order after it was sent, by its client and, for a DEM on FTP, by an operator. Each choice is checked
 * against the whole order, one after the other, so that none is lost to another that came at the same time.
 */
export class OrderChoices {
  /** As it stands now. */
  request: Order;
  /** When its client confirmed it, epoch milliseconds. */
  confirmedAt: number | undefined;
  /** How often other elevations were chosen. */
  demChanges = 0;
  private confirmed: boolean;
  private equationsSet = false;
  private phase: Phase = 'opening';
  private isChecking = false;

  constructor(
    private readonly input: OrderInput,
    private readonly desk: OrderDesk,
  ) {
    this.request = input.order;
    this.confirmed = !input.needsConfirmation;
    desk.elevations = () => this.request.dem;
    this.answerClient();
    desk.answer(demConfirmed, {
      description: 'The DEM that the client put on FTP is there (path).',
      check: ({ path }) =>
        typeof path === 'string' && path.startsWith('/') ? undefined : "Say where it is in 'path', from /.",
      act: ({ path }) => this.changeDem({ source: 'ftp', path, confirmed: true }),
    });
  }

  /** What the order waits for. */
  get gate(): Gate {
    const { confirmed, equationsSet, request } = this;
    return gateOf(gateFactsOf(request, { confirmed, equationsSet }));
  }

  /** The ledger knows the order: what was said meanwhile is taken. */
  opened(): void {
    this.phase = 'gates';
  }

  /** The order is let through: its formulas stay as they are. */
  passed(): void {
    this.phase = 'elevations';
  }

  /** Its elevations are made: they stay as they are. */
  made(): void {
    this.phase = 'lines';
  }

  /** Waits until nothing that was said is being checked. */
  async settled(): Promise<void> {
    // Another choice that waited may have been woken together with this one.
    do await condition(() => this.isSettled);
    while (!this.isSettled);
  }

  get isSettled(): boolean {
    return !this.isChecking;
  }

  /** Who may say it is decided where the link is followed. */
  private answerClient(): void {
    setHandler(
      confirm,
      async (said) => {
        if (this.confirmed) return 'It is confirmed already.';
        this.confirmed = true;
        this.confirmedAt = Date.now();
        await this.desk.recordClient('confirm', said, this.confirmedAt);
        return `Confirmed by ${said.by}.`;
      },
      { validator: (said) => this.refuse(wordsProblem(said) ?? (this.desk.isOver ? OVER : undefined)) },
    );
    setHandler(
      equations,
      async (said) => {
        const at = Date.now();
        const late = () => this.lateEquations();
        await this.choose(late, (order, pace) =>
          orderActivities(pace, 'equations').takeEquations({ order, id: this.input.id, said }),
        );
        this.equationsSet = true;
        await this.desk.recordClient('equations', said, at);
        return `${counted(said.equations.length, 'equation')} and ${counted(said.plugins.length, 'plugin')} are taken.`;
      },
      { validator: (said) => this.refuse(wordsProblem(said) ?? this.lateEquations()) },
    );
    setHandler(
      dem,
      async (said) => {
        const at = Date.now();
        await this.changeDem(said.dem);
        await this.desk.recordClient('dem', said, at);
        return 'The order goes on with these elevations.';
      },
      { validator: (said) => this.refuse(wordsProblem(said) ?? this.lateDem()) },
    );
  }

  private async changeDem(choice: DemChoice): Promise<void> {
    const late = () => this.lateDem();
    await this.choose(late, (order, pace) =>
      orderActivities(pace, 'other elevations').takeDem({ order, id: this.input.id, dem: choice }),
    );
    this.demChanges += 1;
    // An order that is held for its elevations has others now.
    this.desk.again();
  }

  /** One choice at a time, and only while it is not too late for it. Throws the refusal. */
  private async choose(
    late: () => string | undefined,
    change: (order: Order, pace: OrderDesk['pace']) => Promise<Order>,
  ): Promise<void> {
    const isFree = () => this.desk.isOver || (this.phase !== 'opening' && !this.isChecking);
    // Two that wait are woken together.
    while (!isFree()) await condition(isFree);
    this.refuse(late());
    this.isChecking = true;
    try {
      this.request = await change(this.request, this.desk.pace);
    } catch (error) {
      this.refuse(failureOf(error).sentence);
    } finally {
      this.isChecking = false;
    }
  }

  private lateEquations(): string | undefined {
    if (this.desk.isOver) return OVER;
    const isOpen = this.phase === 'opening' || this.phase === 'gates';
    return isOpen ? undefined : 'Equations cannot be changed any more: the order is being made.';
  }

  private lateDem(): string | undefined {
    if (this.desk.isOver) return OVER;
    return this.phase === 'lines'
      ? 'Elevations cannot be changed any more: the order is being made.'
      : undefined;
  }

  private refuse(sentence: string | undefined): void {
    if (sentence !== undefined) throw ApplicationFailure.nonRetryable(sentence, 'REFUSED');
  }
}

const OVER = 'The order has ended: nothing can be said to it any more.';

/** What is wrong with the words that go into the audit: a client need not say why. */
function wordsProblem(said: ByClient | undefined): string | undefined {
  return commandProblem(said && { by: said.by, why: said.why ?? 'by the client' });
}
