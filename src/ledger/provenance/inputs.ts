import { granuleKey } from '../../domain/granule.js';
import type { ProvBuilder } from '../../formats/prov-builder.js';
import { provTime, qualified } from '../../formats/prov.js';
import type { FileRow, MessageRow } from '../schema.js';
import type { ProvenanceFacts } from './facts.js';
import { provNames } from './names.js';

/** The station and the archive centre. */
export function addAgents(prov: ProvBuilder, { mission, software }: ProvenanceFacts): void {
  prov.agent(provNames.station, {
    'prov:type': qualified('prov:SoftwareAgent'),
    'prov:label': 'sipstream',
    'sips:version': software,
    'sips:originatingSystem': mission?.originatingSystem,
  });
  prov.agent(provNames.daac, {
    'prov:type': qualified('prov:Organization'),
    'prov:label': 'the archive centre (DAAC)',
    'sips:node': mission?.nodeName,
  });
}

/** Every receipt: what the DAAC announced, by which notice, and that the files came by it. */
export function addReceipts(prov: ProvBuilder, facts: ProvenanceFacts): void {
  const known = new Map(facts.receipts.map((receipt) => [receipt.key, receipt]));
  const files = [...facts.record.files, ...facts.otherFiles].filter(({ kind }) => kind === 'input');
  for (const key of new Set(files.flatMap((file) => file.receiptKey ?? []))) {
    const receipt = known.get(key);
    const id = prov.activity(provNames.receipt(key), {
      'prov:type': qualified('sips:Receipt'),
      'prov:label': `receipt ${receipt?.orderId ?? key}`,
      'prov:startTime': provTime(receipt?.openedAt),
      'sips:receiptKey': key,
      'sips:orderId': receipt?.orderId,
      'sips:requestId': receipt?.requestId,
      'sips:ftpDirectory': receipt?.ftpDir,
      'sips:announcedFiles': receipt?.fileCount,
    });
    prov.relate('wasAssociatedWith', id, provNames.station);
    prov.relate('wasAssociatedWith', id, provNames.daac, { 'prov:role': 'provider' });
    for (const notice of facts.notices)
      if (notice.about === key || notice.about === receipt?.workflowId)
        prov.relate('used', id, addMessage(prov, notice), { 'prov:role': 'distribution notice' });
  }
}

/** A message of the DAAC as it came: where it lies, never what it says. */
export function addMessage(prov: ProvBuilder, message: MessageRow): string {
  const id = prov.entity(provNames.message(message.id), {
    'prov:type': qualified('sips:Message'),
    'prov:label': message.subject ?? message.id,
    'sips:kind': message.kind,
    'sips:messageId': message.id,
    'sips:via': message.via,
    'sips:sender': message.sender,
    'sips:receivedAt': provTime(message.receivedAt),
    'prov:location': message.path,
  });
  prov.relate('wasAttributedTo', id, provNames.daac);
  return id;
}

/** Every input of the day, used or not, and those of other days that were used. */
export function addInputFiles(prov: ProvBuilder, facts: ProvenanceFacts): void {
  for (const file of [...facts.record.files, ...facts.otherFiles]) {
    if (file.kind !== 'input') continue;
    const id = prov.entity(provNames.file(file.archivePath), {
      'prov:type': qualified('sips:InputFile'),
      ...fileAttributes(file),
      'sips:originalName': file.originalName,
      'sips:granule': granuleKey(file),
      'sips:productionTime': file.made,
      'sips:receiptKey': file.receiptKey,
    });
    const receipt = file.receiptKey === undefined ? undefined : provNames.receipt(file.receiptKey);
    prov.relate('wasGeneratedBy', id, receipt, { 'prov:time': provTime(file.archivedAt) });
  }
  const elsewhere = facts.record.files.filter(({ level }) => level === undefined);
  for (const file of [...facts.otherFiles, ...elsewhere]) {
    if (file.kind !== 'product') continue;
    // How it was made stands in the document of its own day.
    prov.entity(provNames.file(file.archivePath), {
      'prov:type': qualified('sips:ProductFile'),
      ...fileAttributes(file),
      'sips:granule': granuleKey(file),
      'sips:provenance': provenancePath(file.day),
    });
  }
}

/** What is said of any file of the archive. */
export function fileAttributes(file: FileRow) {
  return {
    'prov:label': file.archiveName,
    'prov:location': file.archivePath,
    'sips:dataType': file.type,
    'sips:dataDay': file.day,
    'sips:part': file.part,
    'sips:bytes': file.size,
    'sips:md5': file.md5,
    'sips:archivedAt': provTime(file.archivedAt),
  };
}

/** Where the document of a day lies below the archive: `provenance/2026/11/2026-11-20.json`. */
export function provenancePath(day: FileRow['day']): string {
  return `provenance/${day.slice(0, 4)}/${day.slice(5, 7)}/${day}.json`;
}
