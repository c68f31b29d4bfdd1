import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import { idOf, orderInvalid, submitOrder } from '../../adapters/scops/submit-order.js';
import { readScopsConfig } from '../../adapters/station/scops-config.js';
import { orderFacts } from '../../airborne/delivery/order-facts.js';
import { durationText } from '../../domain/duration.js';
import type { CfgClaims } from '../../domain/scops/cfg-order.js';
import { estimateOf } from '../../domain/scops/estimate.js';
import { cfgFromOrder } from '../../domain/scops/order-cfg.js';
import { orderProblems, type OrderFacts } from '../../domain/scops/order-problems.js';
import type { Order } from '../../domain/scops/order.js';
import { orderFromFile, type OrderText } from '../../formats/order-text.js';
import { emitScopsCfg } from '../../formats/scops-cfg.js';
import { CommandError } from '../reading/command-error.js';
import { findHome } from '../reading/home.js';
import { wrap } from '../words/layout.js';
import { bytesText, counted } from '../words/states.js';
import type { Session } from './io.js';
import { requestOf, withStation } from './orders.js';

/** `order submit`: checks an order and starts it; with `dryRun` only says what it would take. */
export async function submit(
  session: Session,
  file: string,
  { by, dryRun = false }: { readonly by?: string; readonly dryRun?: boolean },
): Promise<number> {
  const { order } = accepted(await readOrderFile(file));
  if (dryRun) {
    const { config, paths } = await findHome(session.home);
    const scops = readScopsConfig(config, paths, session.io.environment);
    const facts = await orderFacts(order, scops);
    assertFits(order, facts);
    const estimate = estimateOf(order, facts.delivery!, scops.limits.linesAtOnce);
    session.answer({ accepted: true, dryRun: true, id: idOf(order), estimate }, () => [
      ...wrap(`Would be accepted as ${idOf(order)}.`),
      ...estimateLines(estimate),
    ]);
    return 0;
  }
  return withStation(session, async ({ config, paths }, client) => {
    const scops = readScopsConfig(config, paths, session.io.environment);
    const facts = await orderFacts(order, scops);
    const submitted = await submitOrder({ client, config: scops, order, facts, by: by ?? session.login });
    const estimate = estimateOf(order, facts.delivery!, scops.limits.linesAtOnce);
    session.answer({ accepted: true, ...submitted, estimate }, () => [
      ...wrap(
        submitted.isNew
          ? `${submitted.id} is ordered.${scops.confirmation.needed ? ` ${order.email} has a mail by which to confirm it.` : ''}`
          : `${submitted.id} is there already: the same order runs once.`,
      ),
      ...estimateLines(estimate),
    ]);
    return 0;
  });
}

/** `order import`: the JSON document of a .cfg; what it claims of its life is told, and counts for nothing. */
export async function importCfg(session: Session, file: string): Promise<number> {
  const { order, claims } = accepted(await readOrderFile(file, 'x.cfg'));
  session.io.stdout(`${JSON.stringify(order, null, 2)}\n`);
  const said = claims && claimWords(claims);
  if (said !== undefined) session.io.stderr(`${wrap(said).join('\n')}\n`);
  return 0;
}

/** `order export`: the order of an id as a document that can be ordered again. */
export async function exportOrder(session: Session, id: string, asCfg: boolean): Promise<number> {
  const order = await requestOf(await findHome(session.home), id);
  session.io.stdout(asCfg ? emitScopsCfg(cfgFromOrder(order)) : `${JSON.stringify(order, null, 2)}\n`);
  return 0;
}

async function readOrderFile(file: string, as = basename(file)): Promise<OrderText> {
  try {
    return orderFromFile(as, await readFile(file, 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT'))
      throw new CommandError('REFUSED', `${file} is not there.`, '', { cause: error });
    throw error;
  }
}

function accepted(text: OrderText): { readonly order: Order; readonly claims?: CfgClaims } {
  if (text.order === null) throw orderInvalid(text.problems.map(({ sentence }) => sentence));
  return text;
}

function assertFits(order: Order, facts: OrderFacts): void {
  const problems = orderProblems(order, facts);
  if (problems.length > 0) throw orderInvalid(problems.map(({ sentence }) => sentence));
}

function estimateLines({ bytes, minutes, perProduct }: ReturnType<typeof estimateOf>): string[] {
  return wrap(
    `About ${bytesText(bytes)} of disk and ${durationText(minutes * 60_000)} of work for ${counted(perProduct.length, 'product')}.`,
  );
}

function claimWords(claims: CfgClaims): string | undefined {
  const said = Object.entries({
    submitted: claims.submitted,
    confirmed: claims.confirmed,
    restart: claims.restart,
    has_error: claims.hasError,
  }).flatMap(([key, value]) => (value ? [key] : []));
  return said.length === 0
    ? undefined
    : `The file says ${said.join(', ')}; that was its life in SCOPS, and nothing of it counts for a new order.`;
}
