import type { Order } from './order.js';

/** What decides whether an order may run. */
export interface GateFacts {
  /** By the client's link, or because none is needed. */
  readonly confirmed: boolean;
  /** The client asked for the equations step, and has answered it. */
  readonly needsEquations: boolean;
  readonly equationsSet: boolean;
  /** The client brings a DEM by FTP, and an operator has said where it is. */
  readonly demOnFtp: boolean;
  readonly demConfirmed: boolean;
  /** SCOPS's word for 'run it again'. It lets nothing pass: SCOPS ran orders by it that nobody had confirmed. */
  readonly restart?: boolean;
}

/** What an order waits for before it runs. */
export type Gate = 'awaiting confirmation' | 'awaiting equations' | 'awaiting DEM' | 'go';

/** What an order waits for, the first of several. */
export function gateOf(facts: GateFacts): Gate {
  if (!facts.confirmed) return 'awaiting confirmation';
  if (facts.needsEquations && !facts.equationsSet) return 'awaiting equations';
  if (facts.demOnFtp && !facts.demConfirmed) return 'awaiting DEM';
  return 'go';
}

/** The facts as an order has them itself. Formulas or plugins that came with it are an answer to the equations step. */
export function gateFactsOf(
  order: Order,
  said: { readonly confirmed: boolean; readonly equationsSet: boolean },
): GateFacts {
  return {
    confirmed: said.confirmed,
    needsEquations: order.bandMaths,
    equationsSet: said.equationsSet || order.equations.length + order.plugins.length > 0,
    demOnFtp: order.dem.source === 'ftp',
    demConfirmed: order.dem.source === 'ftp' && order.dem.confirmed && order.dem.path !== null,
  };
}
