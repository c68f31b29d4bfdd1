import { ApplicationFailure, currentUpdateInfo, log, setHandler, workflowInfo } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import { commandProblem, type Command } from '../domain/story.js';
import { command, rehearse, type Said } from './messages.js';

/** How a workflow answers one verb. */
export interface Answer<C extends Command> {
  readonly description: string;
  /** The sentence of a refusal, when what the command names makes no sense. */
  readonly check?: (command: C) => string | undefined;
  /**
   * What it does at once, before the ledger hears of it; without it the story takes the command as an order. What it
   * throws is the refusal of a command that was accepted already.
   */
  readonly act?: (command: C) => void | Promise<void>;
  /** Whether it makes sense whatever the workflow does. */
  readonly always?: boolean;
}

/** What the verbs of a workflow stand on: its desk. */
export interface VerbDesk<V extends string> {
  readonly title: string;
  /** The sentence that refuses a verb in the present state; undefined when it makes sense. */
  refusal(verb: V): string | undefined;
  /** Half a sentence: what the verb does now. */
  effect(verb: V): string;
  /** Takes a command that the story has to carry out. */
  order(verb: V, command: Command & Record<string, unknown>): void;
  /** Writes it into the audit; `refused` when it was not carried out. */
  record(verb: string, command: Command & object, id: string, at: number, refused?: string): Promise<void>;
}

/**
 * The verbs of one workflow. Each is an update that is checked before it is accepted; each also comes as a signal, which
 * is what Temporal's batch commands can send, and then a refusal stands in the audit. The query rehearses: the same
 * checks, and nothing happens.
 */
export class VerbBook<V extends string> {
  private readonly answers = new Map<V, Answer<Command>>();

  constructor(private readonly desk: VerbDesk<V>) {
    setHandler(command, (said) => this.signalled(said), {
      description: 'A verb as a signal, for batches: {"verb": "…", "by": "…", "why": "…"}.',
    });
    setHandler(rehearse, (said) => this.rehearsed(said), {
      description: 'Whether a verb would be accepted, and what it would do.',
    });
  }

  has(verb: V): boolean {
    return this.answers.has(verb);
  }

  /** The verbs that make sense whatever the workflow does. */
  get always(): V[] {
    return [...this.answers].filter(([, answer]) => answer.always).map(([verb]) => verb);
  }

  answer<C extends Command>(update: UpdateDefinition<string, [C]>, answer: Answer<C>): void {
    const verb = update.name as V;
    this.answers.set(verb, answer as unknown as Answer<Command>);
    setHandler(
      update,
      (said) =>
        this.carryOut(verb, said, currentUpdateInfo()?.id ?? `${workflowInfo().runId}/${verb}/${Date.now()}`),
      {
        description: answer.description,
        validator: (said) => {
          const refusal = this.refusal(verb, said);
          if (refusal !== undefined) throw ApplicationFailure.nonRetryable(refusal, 'REFUSED');
        },
      },
    );
  }

  private refusal(verb: V, said: Command): string | undefined {
    const answer = this.answers.get(verb);
    return commandProblem(said) ?? this.desk.refusal(verb) ?? answer?.check?.(said);
  }

  private async carryOut(verb: V, said: Command, id: string): Promise<string> {
    const at = Date.now();
    const act = this.answers.get(verb)?.act;
    if (act) {
      // Awaited only when there is something to wait for: what is said next must find it done.
      const done = act(said);
      if (done) await done;
    } else this.desk.order(verb, { ...said });
    await this.desk.record(verb, said, id, at);
    return `${this.desk.title}: ${verb} accepted (${said.by}: ${said.why}).`;
  }

  private async signalled(given: Said): Promise<void> {
    const { verb, ...said } = given ?? {};
    const at = Date.now();
    const id = `${workflowInfo().runId}/${String(verb)}/${at}`;
    const refusal =
      commandProblem(said as Command) ??
      (this.isVerb(verb)
        ? this.refusal(verb, said as Command)
        : `'${String(verb)}' is not a verb of ${this.desk.title}.`);
    if (refusal === undefined) {
      try {
        await this.carryOut(verb as V, said as Command, id);
      } catch (error) {
        if (!(error instanceof ApplicationFailure)) throw error;
        await this.desk.record(String(verb), said as Command, id, at, error.message);
      }
      return;
    }
    if (commandProblem(said as Command) !== undefined) log.warn('a command without who and why', { refusal });
    else await this.desk.record(String(verb).slice(0, 40), said as Command, id, at, refusal);
  }

  private rehearsed(given: Said): { accepted: boolean; sentence: string } {
    const { verb, ...said } = given ?? {};
    if (!this.isVerb(verb))
      return { accepted: false, sentence: `'${String(verb)}' is not a verb of ${this.desk.title}.` };
    const refusal = this.refusal(verb, said as Command);
    return refusal === undefined
      ? { accepted: true, sentence: `${this.desk.title}: ${verb} ${this.desk.effect(verb)}.` }
      : { accepted: false, sentence: refusal };
  }

  private isVerb(verb: unknown): verb is V {
    return this.answers.has(verb as V);
  }
}
