import { WorkflowNotFoundError } from '@temporalio/client';
import type { StationContext } from './context.js';
import { notify } from './notify.js';
import type { FailureCode } from '../domain/failures.js';
import { isSuccessful } from '../formats/pan.js';
import type { RecognisedMessage } from '../formats/recognise.js';
import { deliveryByPdr, recordAcknowledgement } from '../ledger/deliveries.js';
import type { DeliveryRow } from '../ledger/schema.js';
import { panReceived, pdrdReceived, type PanReceived, type PdrdReceived } from '../workflows/messages.js';

type Answer = Extract<RecognisedMessage, { kind: 'PAN' | 'PDRD' }>;

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
  message: Answer,
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
  const said = message.kind === 'PAN' ? panOf(id, delivery.pdr, message) : pdrdOf(id, delivery.pdr, message);
  await recordAcknowledgement(context.ledger, {
    mission: context.mission.mission,
    messageId: id,
    pdr: delivery.pdr,
    kind: message.kind,
    form: said.form,
    disposition: said.disposition,
    receivedAt,
    files:
      'files' in said
        ? said.files
        : said.groups.map((group) => ({ name: group.dataType, disposition: group.disposition })),
  });
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
  const sentence = `The DAAC accepted ${delivery.pdr} and now says ${said.disposition || 'that files of it failed'}.`;
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

/** By the name that the message gives; a long PAN that gives none tells the directory of its files. */
async function findDelivery(context: StationContext, message: Answer): Promise<DeliveryRow | undefined> {
  const names = [message.pdrName?.replace(/\.(PDR|PAN|PDRD)$/i, '')];
  if (message.kind === 'PAN' && message.pan.form === 'long') {
    names.push(
      ...new Set(message.pan.files.map((file) => file.directory.replace(/\/+$/, '').split('/').at(-1))),
    );
  }
  for (const name of names) {
    const delivery = name ? await deliveryByPdr(context.ledger, context.mission.mission, name) : undefined;
    if (delivery) return delivery;
  }
  return undefined;
}

function panOf(message: string, pdr: string, { pan }: Extract<Answer, { kind: 'PAN' }>): PanReceived {
  if (pan.form === 'short') return { message, pdr, form: 'short', disposition: pan.disposition, files: [] };
  const files = pan.files.map(({ name, disposition }) => ({ name, disposition }));
  const bad = files.find((file) => file.disposition !== 'SUCCESSFUL');
  return { message, pdr, form: 'long', disposition: bad?.disposition ?? 'SUCCESSFUL', files };
}

function pdrdOf(message: string, pdr: string, { pdrd }: Extract<Answer, { kind: 'PDRD' }>): PdrdReceived {
  if (pdrd.form === 'short')
    return { message, pdr, form: 'short', disposition: pdrd.disposition, groups: [] };
  const groups = pdrd.groups.map(({ dataType, disposition }) => ({ dataType, disposition }));
  const bad = groups.find((group) => group.disposition !== 'SUCCESSFUL');
  return { message, pdr, form: 'long', disposition: bad?.disposition ?? 'SUCCESSFUL', groups };
}
