import { WorkflowNotFoundError } from '@temporalio/client';
import type { StationContext } from '../../activities/context.js';
import { notify } from '../../activities/notify.js';
import type { FailureCode } from '../../domain/failures.js';
import { isSuccessful } from '../../formats/pan.js';
import type { RecognisedMessage } from '../../formats/recognise.js';
import { deliveryByPdr, recordAcknowledgement } from '../../ledger/deliveries.js';
import type { AcknowledgementRow, DeliveryRow } from '../../ledger/schema.js';
import { panReceived, pdrdReceived, type PanReceived, type PdrdReceived } from '../../workflows/messages.js';

/** A message of the DAAC about a PDR. */
export type Answer = Extract<RecognisedMessage, { kind: 'PAN' | 'PDRD' }>;

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
  const said = saidOf(id, delivery.pdr, message);
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

async function findDelivery(context: StationContext, message: Answer): Promise<DeliveryRow | undefined> {
  for (const name of answeredPdrs(message)) {
    const delivery = await deliveryByPdr(context.ledger, context.mission.mission, name);
    if (delivery) return delivery;
  }
  return undefined;
}

/** The PDR that a message answers, by the name that it gives; a long PAN that gives none tells the directory of its files. */
export function answeredPdrs(message: Answer): string[] {
  const names = [message.pdrName?.replace(/\.(PDR|PAN|PDRD)$/i, '')];
  if (message.kind === 'PAN' && message.pan.form === 'long') {
    names.push(
      ...new Set(message.pan.files.map((file) => file.directory.replace(/\/+$/, '').split('/').at(-1))),
    );
  }
  return names.flatMap((name) => name || []);
}

/** A message as it is signalled to the delivery of a PDR. */
export function saidOf(id: string, pdr: string, message: Answer): PanReceived | PdrdReceived {
  return message.kind === 'PAN' ? panOf(id, pdr, message) : pdrdOf(id, pdr, message);
}

/** The DAAC refuses what it had accepted, in words. */
export function contradicted({ pdr, disposition }: Pick<PanReceived, 'pdr' | 'disposition'>): string {
  return `The DAAC accepted ${pdr} and now says ${disposition || 'that files of it failed'}.`;
}

/** The ledger's record of an answer. */
export function acknowledgementOf(
  mission: string,
  receivedAt: number,
  kind: Answer['kind'],
  said: PanReceived | PdrdReceived,
): AcknowledgementRow {
  const { message: messageId, pdr, form, disposition } = said;
  const files =
    'files' in said
      ? said.files
      : said.groups.map((group) => ({ name: group.dataType, disposition: group.disposition }));
  return { mission, messageId, pdr, kind, form, disposition, receivedAt, files };
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
