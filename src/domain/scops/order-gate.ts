/** What is known of an order before it may begin. */
export interface GateFacts {
  readonly confirmed: boolean;
  /** The scientist wants band maths, and has said which. */
  readonly needsEquations: boolean;
  readonly equationsSet: boolean;
  /** The DEM comes by FTP, and an operator has seen it. */
  readonly demOnFtp: boolean;
  readonly demConfirmed: boolean;
}

/** What an order waits for. */
export type Gate = 'awaiting confirmation' | 'awaiting equations' | 'awaiting DEM' | 'go';

/** What an order waits for, or that it may go. Nothing passes by the confirmation. */
export function gateOf(facts: GateFacts): Gate {
  if (!facts.confirmed) return 'awaiting confirmation';
  if (facts.needsEquations && !facts.equationsSet) return 'awaiting equations';
  if (facts.demOnFtp && !facts.demConfirmed) return 'awaiting DEM';
  return 'go';
}
