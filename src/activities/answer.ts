import { WorkflowNotFoundError } from '@temporalio/client';
import type { StationContext } from './context.js';
import { notify } from './notify.js';
import type { FailureCode } from '../domain/failures.js';
import { isSuccessful } from '../formats/pan.js';
import { answeredPdrs, answerSaid, contradicted, type PdrAnswer } from '../formats/pdr-answer.js';
import { acknowledgementOf } from '../ledger/acknowledgement-of.js';
import { deliveryByPdr, recordAcknowledgement } from '../ledger/deliveries.js';
import type { DeliveryRow } from '../ledger/schema.js';
import { panReceived, pdrdReceived } from '../workflows/messages.js';

/** What became of an acknowledgement. */
interface Outcome {
  readonly state: 'acted' | 'recorded' | 'quarantined';
  readonly about?: string;
  readonly code?: FailureCode;
  readonly sentence?: string;
}

/** Gives a PAN or PDRD to the delivery whose PDR it answers. */
export async function answerDelivery(
  context: StationContext,
  id: string,
  receivedAt: number,
  message: PdrAnswer,
): Promise<Outcome> {
  const delivery = await findDelivery(context, message);
  if (!delivery) {
    const name = message.pdrName ?? 'no name';
    return {
      state: 'quarantined',
      code: 'PAN_UNKNOWN',
      sentence: `The ${message.kind} is for a PDR that this station never wrote (${name}).`,
    };
  }
  const said = answerSaid(id, delivery.pdr, message);
  await recordAcknowledgement(
    context.ledger,
    acknowledgementOf(context.mission.mission, receivedAt, message.kind, said),
  );
  try {
    const handle = context.client.workflow.getHandle(delivery.workflowId);
    if ('files' in said) await handle.signal(panReceived, said);
    else await handle.signal(pdrdReceived, said);
    return { state: 'acted', about: delivery.pdr };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  const good = message.kind === 'PAN' && isSuccessful(message.pan);
  if (good || delivery.state !== 'accepted') return { state: 'recorded', about: delivery.pdr };
  const sentence = contradicted(said);
  await notify(context, {
    key: `${context.mission.mission}/contradiction/${id}`,
    subject: `the DAAC contradicts itself on ${delivery.pdr}`,
    code: 'PAN_CONTRADICTS',
    lines: [
      sentence,
      'The delivery has ended and its files are gone from the delivery disk; the products are in the archive.',
    ],
    at: receivedAt,
  });
  return { state: 'recorded', about: delivery.pdr, code: 'PAN_CONTRADICTS', sentence };
}

async function findDelivery(context: StationContext, message: PdrAnswer): Promise<DeliveryRow | undefined> {
  for (const name of answeredPdrs(message)) {
    const delivery = await deliveryByPdr(context.ledger, context.mission.mission, name);
    if (delivery) return delivery;
  }
  return undefined;
}
