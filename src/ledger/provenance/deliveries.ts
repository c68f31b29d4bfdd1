import type { ProvBuilder } from '../../formats/prov-builder.js';
import { provTime, qualified } from '../../formats/prov.js';
import type { AcknowledgementRow, DeliveryRow, FileRow } from '../schema.js';
import type { ProvenanceFacts } from './facts.js';
import { addMessage } from './inputs.js';
import { provNames } from './names.js';

/** Every attempt at a delivery: the products, the PDR, and what the DAAC answered. */
export function addDeliveries(prov: ProvBuilder, facts: ProvenanceFacts): void {
  const { record } = facts;
  for (const delivery of record.deliveries) {
    const id = prov.activity(provNames.delivery(delivery.pdr), {
      'prov:type': qualified('sips:Delivery'),
      'prov:label': `delivery ${delivery.pdr}`,
      'prov:startTime': provTime(delivery.deliveredAt),
      'prov:endTime': provTime(delivery.endedAt),
      'sips:level': delivery.level,
      'sips:attempt': delivery.attempt,
      'sips:state': delivery.state,
      'sips:disposition': delivery.disposition,
    });
    prov.relate('wasAssociatedWith', id, provNames.station);
    const pdr = prov.entity(provNames.pdr(delivery.pdr), {
      'prov:type': qualified('sips:ProductDeliveryRecord'),
      'prov:label': `${delivery.pdr}.PDR`,
      'sips:level': delivery.level,
      'sips:granules': delivery.files.length,
    });
    prov.relate('wasGeneratedBy', pdr, id, { 'prov:time': provTime(delivery.deliveredAt) });
    for (const file of deliveredFiles(delivery, record.files)) {
      prov.relate('used', id, provNames.file(file.archivePath), { 'prov:role': 'delivered product' });
      const archiving = provNames.archive({ ...file, level: delivery.level }, file.run ?? 0);
      if (prov.has('activity', archiving)) prov.relate('wasInformedBy', id, archiving);
    }
    for (const answer of record.acknowledgements)
      if (answer.pdr === delivery.pdr) addAnswer(prov, facts, answer, { id, pdr, level: delivery.level });
  }
}

/** The products of a delivery, by their names; of several with one name, the last that was there when it was delivered. */
function deliveredFiles(delivery: DeliveryRow, files: readonly FileRow[]): FileRow[] {
  const candidates = files.filter(({ kind, level }) => kind === 'product' && level === delivery.level);
  const chosen = new Map<string, FileRow>();
  for (const file of [...candidates].sort((a, b) => a.archivedAt - b.archivedAt)) {
    const isLate = file.archivedAt > (delivery.deliveredAt ?? Infinity);
    if (!isLate || !chosen.has(file.archiveName)) chosen.set(file.archiveName, file);
  }
  return delivery.files.flatMap((granule) => granule.files.flatMap((name) => chosen.get(name) ?? []));
}

function addAnswer(
  prov: ProvBuilder,
  { record }: ProvenanceFacts,
  answer: AcknowledgementRow,
  to: { readonly id: string; readonly pdr: string; readonly level: string },
): void {
  const id = prov.activity(provNames.acknowledgement(answer.messageId), {
    'prov:type': qualified('sips:Acknowledgement'),
    'prov:label': `${answer.form} ${answer.kind} for ${answer.pdr}: ${answer.disposition}`,
    'prov:endTime': provTime(answer.receivedAt),
    'sips:level': to.level,
    'sips:kind': answer.kind,
    'sips:form': answer.form,
    'sips:disposition': answer.disposition,
    'sips:fileDisposition': answer.files.map(({ name, disposition }) => `${name}: ${disposition}`),
  });
  prov.relate('wasAssociatedWith', id, provNames.daac);
  prov.relate('wasInformedBy', id, to.id);
  prov.relate('used', id, to.pdr, { 'prov:role': 'product delivery record' });
  const message = record.messages.find((row) => row.id === answer.messageId);
  if (message)
    prov.relate('wasGeneratedBy', addMessage(prov, message), id, {
      'prov:time': provTime(answer.receivedAt),
    });
}
