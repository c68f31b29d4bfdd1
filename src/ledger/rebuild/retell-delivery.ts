import { basename, join } from 'node:path';
import { pdrBase } from '../../domain/product.js';
import { STAGE_SENTENCES } from '../../domain/stage-words.js';
import { deliveryByPdr, latestDelivery, upsertDelivery } from '../deliveries.js';
import { endStage, startStage, upsertLevel } from '../levels.js';
import type { Input, Result } from './activity-inputs.js';
import type { Moment, Retelling } from './moment.js';
import { attemptOf, keyOf, stageMoments, type Parsed } from './retell-stages.js';

/** `deliver`: one PDR. */
export function retellDeliver(
  to: Retelling,
  { fact, input, result }: Parsed<Input<'deliver'>, Result<'deliver'>>,
): Moment[] {
  const key = keyOf(to, input);
  const { at, granules, workflowId, times } = input;
  const files = granules.map((granule) => ({
    type: granule.type,
    files: granule.files.map((path) => basename(path)),
  }));
  const expected = (fact.endedAt ?? at) + times.panExpectedMs;
  const deliveries: Moment[] = [];
  if (fact.endedAt !== undefined && (result || fact.outcome === 'failed')) {
    deliveries.push({
      at: fact.endedAt,
      tell: async () => {
        const { pdr, serial } = await nameOf(to, input, result?.pdr);
        const directory = join(to.places.delivery, pdr);
        await upsertDelivery(
          to.ledger,
          { ...key, pdr },
          {
            ...{ attempt: serial, directory, deliveredAt: at, workflowId, files },
            ...(result ? { state: 'waiting', panExpectedAt: expected } : { state: 'preparing' }),
          },
        );
      },
    });
  }
  const after = result && {
    stage: 'await PAN' as const,
    state: 'waiting' as const,
    sentence: `It waits for the PAN of ${result.pdr}.`,
    until: expected,
    thenWhat: 'the DAAC is asked by mail',
  };
  return [...deliveries, ...stageMoments(to, fact, input, 'deliver', STAGE_SENTENCES.deliver(), after)];
}

/** The name that the PDR had; of one that was never finished, the name that it would have had. */
async function nameOf(
  to: Retelling,
  input: Input<'deliver'>,
  told: string | undefined,
): Promise<{ pdr: string; serial: number }> {
  const serialTold = /\.(\d+)$/.exec(told ?? '')?.[1];
  if (told !== undefined && serialTold !== undefined) return { pdr: told, serial: Number(serialTold) };
  for (let serial = input.serial; ; serial += 1) {
    const pdr = pdrBase(to.mission, input.level, input.day, input.version, serial);
    const known = await deliveryByPdr(to.ledger, to.mission.mission, pdr);
    if (!known || known.deliveredAt === input.at) return { pdr, serial };
  }
}

/** The end of a delivery: accepted or given up. */
export function retellSettle(to: Retelling, { fact, input }: Parsed<Input<'settleDelivery'>>): Moment[] {
  const { at: settledAt, pdrs: known, accepted, state } = input;
  const key = keyOf(to, input);
  const { endedAt, startedAt = endedAt } = fact;
  if (endedAt === undefined || fact.outcome !== 'ok') return [];
  const settle = async () => {
    const latest = await latestDelivery(to.ledger, key);
    const unfinished = latest && latest.endedAt === undefined && !known.includes(latest.pdr);
    for (const pdr of unfinished ? [...known, latest.pdr] : known) {
      const isAccepted = accepted.includes(pdr);
      const settled = isAccepted ? ('accepted' as const) : ('superseded' as const);
      await upsertDelivery(
        to.ledger,
        { ...key, pdr },
        {
          state: state === 'accepted' ? settled : 'abandoned',
          endedAt: settledAt,
          ...(state === 'accepted' && isAccepted && { disposition: 'SUCCESSFUL' }),
        },
      );
    }
  };
  if (state === 'abandoned') {
    const level = { sentence: 'Its delivery was given up.', until: null, thenWhat: null };
    return [
      {
        at: endedAt,
        tell: async () => {
          await settle();
          await upsertLevel(to.ledger, key, { state, since: settledAt, ...level });
        },
      },
    ];
  }
  const stage = 'accepted' as const;
  const row = { ...key, stage, attempt: attemptOf(fact) };
  const level = {
    ...{ stage, state: 'done' as const, since: settledAt, doneAt: settledAt },
    sentence: 'The DAAC has accepted every granule.',
    ...{ until: null, thenWhat: null },
  };
  return [
    { at: startedAt!, tell: () => startStage(to.ledger, row, { at: startedAt!, level: { stage } }) },
    {
      at: endedAt,
      tell: async () => {
        await settle();
        await endStage(to.ledger, row, { at: endedAt, outcome: 'ok', level });
      },
    },
  ];
}

/** A PAN that was asked for. */
export function retellChase(to: Retelling, { fact, input }: Parsed<Input<'chasePan'>>): Moment[] {
  if (fact.endedAt === undefined || fact.outcome !== 'ok') return [];
  const { pdr, until } = input;
  const sentence = `The PAN of ${pdr} is late; the DAAC was asked.`;
  const level = { until, thenWhat: 'it holds, and operators are told', sentence };
  return [{ at: fact.endedAt, tell: () => upsertLevel(to.ledger, keyOf(to, input), level) }];
}

/** What the DAAC answered to one PDR. */
export function retellAnswer(to: Retelling, { fact, input }: Parsed<Input<'recordAnswer'>>): Moment[] {
  if (fact.endedAt === undefined || fact.outcome !== 'ok') return [];
  const { pdr, state, disposition } = input;
  const key = { ...keyOf(to, input), pdr };
  return [{ at: fact.endedAt, tell: () => upsertDelivery(to.ledger, key, { state, disposition }) }];
}
