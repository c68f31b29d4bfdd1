import { resolve } from 'node:path';
import type { Client } from '@temporalio/client';
import { keepUpload } from '../../adapters/scops/keep-upload.js';
import { readScopsConfig } from '../../adapters/station/scops-config.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import type { OrderVerb } from '../../domain/scops/order-verbs.js';
import type { DemChoice, Equation, Order } from '../../domain/scops/order.js';
import { openLedger } from '../../ledger/open.js';
import { orderRow } from '../../ledger/orders.js';
import { CommandError } from '../reading/command-error.js';
import { findHome, type Home } from '../reading/home.js';
import { rehearseToOrder, sayToOrder, type OrderTarget, type OrderUpdate } from '../verbs/say-order.js';
import { wrap } from '../words/layout.js';
import type { Session } from './io.js';
import { connectStation } from './live.js';

/** What every verb takes. */
export interface OrderVerbOptions {
  readonly why: string;
  readonly by?: string;
  readonly dryRun?: boolean;
}

/** What everything takes that is said for a client. */
export interface ForClientOptions {
  readonly why: string;
  readonly by?: string;
}

/** What the equations step takes. */
export interface EquationOptions extends ForClientOptions {
  readonly add?: readonly Equation[];
  readonly plugin?: readonly string[];
  readonly lines?: readonly string[];
}

/** `order confirm`. */
export function confirm(session: Session, order: string, options: ForClientOptions): Promise<number> {
  return give(session, { order }, 'confirm', () => spoken(session, options));
}

/** `order equations`: what is wanted of each line, all of it; nothing is an answer too. */
export function equations(session: Session, order: string, options: EquationOptions): Promise<number> {
  return give(session, { order }, 'equations', async (home) => {
    const lines = options.lines ?? (await requestOf(home, order)).lines.map(({ name }) => name);
    return {
      ...spoken(session, options),
      equations: (options.add ?? []).map((equation) => ({ ...equation, lines })),
      plugins: (options.plugin ?? []).map((name) => ({ name, lines })),
    };
  });
}

/** `order dem`: a mosaic of the station, or a file, which is copied to the uploads. */
export function dem(
  session: Session,
  order: string,
  options: ForClientOptions & {
    readonly mosaic?: string;
    readonly file?: string;
    readonly force?: boolean;
  },
): Promise<number> {
  return give(session, { order }, 'dem', async ({ config, paths }) => {
    const { uploads } = readScopsConfig(config, paths, session.io.environment);
    const choice: DemChoice =
      options.file === undefined
        ? { source: 'mosaic', name: options.mosaic! }
        : {
            source: 'upload',
            path: await keepUpload(resolve(options.file), uploads),
            ...(options.force && { force: true }),
          };
    return { ...spoken(session, options), dem: choice };
  });
}

/** `order dem-confirmed`. */
export function demConfirmed(
  session: Session,
  order: string,
  { file, ...options }: OrderVerbOptions & { readonly file: string },
): Promise<number> {
  return giveOrderVerb(session, 'demConfirmed', { order }, options, { path: resolve(file) });
}

/** `order cancel`, `retry`, `hold`, `release`, of an order or of one line; with `dryRun` only asks what would be. */
export function giveOrderVerb(
  session: Session,
  verb: OrderVerb,
  target: OrderTarget,
  { why, by = session.login, dryRun = false }: OrderVerbOptions,
  more: { readonly path?: string } = {},
): Promise<number> {
  const words = { by, why, ...more };
  if (!dryRun) return give(session, target, verb, () => words);
  return withStation(session, async (_home, client) => {
    const heard = await rehearseToOrder(client, target, verb, words);
    session.answer({ accepted: true, dryRun, verb, ...heard }, () =>
      wrap(`Would be accepted. ${heard.sentence}`),
    );
    return 0;
  });
}

/** Runs `work` with a connection to the station of the session's home. */
export async function withStation<T>(
  session: Session,
  work: (home: Home, client: Client) => Promise<T>,
): Promise<T> {
  const home = await findHome(session.home);
  const live = await connectStation(home.paths.home, home.station);
  try {
    return await work(home, live.client);
  } finally {
    await live.close();
  }
}

/** The order as the ledger has it; throws a CommandError NOT_KNOWN when it has none of that id. */
export async function requestOf({ paths }: Pick<Home, 'paths'>, id: string): Promise<Order> {
  const ledger = await openLedger(paths.ledger);
  try {
    const row = await orderRow(ledger, { mission: SCOPS, id });
    if (row) return row.request;
  } finally {
    await ledger.close();
  }
  throw new CommandError('NOT_KNOWN', `There is no order ${id}.`, '`sipstream order list` lists the orders.');
}

function spoken(session: Session, { by = session.login, why }: ForClientOptions) {
  return { by, why };
}

function give(
  session: Session,
  target: OrderTarget,
  verb: OrderUpdate,
  words: (home: Home) => object | Promise<object>,
): Promise<number> {
  return withStation(session, async (home, client) => {
    const heard = await sayToOrder(client, target, verb, await words(home));
    session.answer({ accepted: true, verb, ...heard }, () => wrap(heard.sentence));
    return 0;
  });
}
