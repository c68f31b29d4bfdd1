import { z } from 'zod';
import type { Subject } from '../../../ledger/read-subjects.js';
import type {
  AcknowledgementRow,
  ArrivalRow,
  DeliveryRow,
  InterventionRow,
  MessageRow,
  ReceiptRow,
  StrayRow,
} from '../../../ledger/schema.js';
import type { KeptText } from '../../reading/message.js';
import { PLACES, type PlacedFile } from '../../reading/places.js';
import { failureCode, fileRow } from './processing-schemas.js';
import { bytes, count, dayText, facts, instant, named, type Shape } from './shapes.js';

const mission = z.string();
const texts = z.array(z.string());
const dispositions = z.array(z.strictObject({ name: z.string(), disposition: z.string() }));

/** A message. */
export const messageRow = named(
  'Message',
  z.strictObject({
    mission,
    id: z.string(),
    via: z.string(),
    kind: z.string(),
    sender: z.string().optional(),
    subject: z.string().optional(),
    receivedAt: instant,
    path: z.string().describe("Relative to the station's home."),
    state: z.enum(['kept', 'acted', 'recorded', 'quarantined']),
    about: z.string().optional(),
    code: z.string().optional(),
    sentence: z.string().optional(),
    actedAt: instant.optional(),
  } satisfies Shape<MessageRow>),
);

/** What something is about. */
export const subject = named(
  'Subject',
  z.strictObject({
    day: dayText.optional(),
    level: z.string().optional(),
    receipt: z.string().optional(),
    pdr: z.string().optional(),
  } satisfies Shape<Subject>),
);

/** The text of a message. */
export const keptText = named(
  'MessageText',
  z.strictObject({
    place: z.enum(['in', 'quarantine']),
    size: bytes,
    cut: z.boolean().describe('True when only the beginning is here.'),
    encoding: z.enum(['utf-8', 'latin-1']),
    headers: z.string().optional(),
    body: z.string(),
    says: z.string().optional().describe('What the body says, decoded, where that differs.'),
  } satisfies Shape<KeptText>),
);

/** An attempt at a delivery. */
export const deliveryRow = named(
  'Delivery',
  z.strictObject({
    mission,
    pdr: z.string(),
    day: dayText,
    level: z.string(),
    attempt: count,
    state: z.enum(['preparing', 'waiting', 'accepted', 'failed', 'abandoned', 'superseded']),
    directory: z.string(),
    files: z.array(z.strictObject({ type: z.string(), files: texts })),
    workflowId: z.string(),
    deliveredAt: instant.optional(),
    panExpectedAt: instant.optional(),
    disposition: z.string().optional(),
    endedAt: instant.optional(),
  } satisfies Shape<DeliveryRow>),
);

/** An answer to a PDR. */
export const acknowledgementRow = named(
  'Acknowledgement',
  z.strictObject({
    mission,
    messageId: z.string(),
    pdr: z.string(),
    kind: z.enum(['PAN', 'PDRD']),
    form: z.enum(['short', 'long']),
    disposition: z.string(),
    receivedAt: instant,
    files: dispositions,
  } satisfies Shape<AcknowledgementRow>),
);

/** An intervention of an operator. */
export const interventionRow = named(
  'Intervention',
  z.strictObject({
    mission,
    id: z.string(),
    at: instant,
    by: z.string(),
    why: z.string(),
    verb: z.string(),
    workflowId: z.string(),
    day: dayText.optional(),
    level: z.string().optional(),
    detail: facts,
    refused: z.string().optional().describe('Why it was not carried out.'),
  } satisfies Shape<InterventionRow>),
);

/** The files of a DN. */
export const receiptRow = named(
  'Receipt',
  z.strictObject({
    mission,
    key: z.string(),
    workflowId: z.string(),
    orderId: z.string().optional(),
    requestId: z.string().optional(),
    ftpDir: z.string(),
    state: z.enum(['open', 'held', 'done', 'abandoned']),
    fileCount: count,
    openedAt: instant,
    since: instant,
    heldCode: failureCode.optional(),
    heldSentence: z.string().optional(),
    heldDetails: texts.optional(),
    doneAt: instant.optional(),
  } satisfies Shape<ReceiptRow>),
);

/** A file that a DN names. */
export const arrivalRow = named(
  'Arrival',
  z.strictObject({
    mission,
    receiptKey: z.string(),
    name: z.string(),
    type: z.string().optional(),
    granule: z.string().optional(),
    expectedSize: bytes,
    cksumType: z.string().optional(),
    cksumValue: z.string().optional(),
    state: z.enum(['expected', 'incomplete', 'complete', 'archived', 'refused']),
    reason: z.string().optional(),
    seenSize: bytes.optional(),
    updatedAt: instant,
  } satisfies Shape<ArrivalRow>),
);

/** A file that no DN explains. */
export const strayRow = named(
  'Stray',
  z.strictObject({
    mission,
    name: z.string(),
    state: z.enum(['unmatched', 'unannounced']),
    size: bytes,
    seenAt: instant,
    movedTo: z.string().optional(),
  } satisfies Shape<StrayRow>),
);

/** A file on the disk that is not in the archive. */
export const placedFile = named(
  'PlacedFile',
  z.strictObject({
    name: z.string(),
    kind: z.enum(['file', 'symlink', 'directory', 'special', 'absent']),
    size: bytes.optional(),
    modifiedAt: instant.optional(),
    olderOf: z.string().optional().describe('The name that it came by; another of that name came later.'),
    arrival: arrivalRow.optional(),
    stray: strayRow.optional(),
    archived: fileRow.optional(),
  } satisfies Shape<PlacedFile>),
);

/** Where files lie that are not in the archive. */
export const place = z.enum(PLACES);
