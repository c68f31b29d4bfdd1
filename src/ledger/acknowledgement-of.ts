import type { PdrAnswer, PdrAnswerSaid } from '../formats/pdr-answer.js';
import type { AcknowledgementRow } from './schema.js';

/** The record of an answer of the DAAC. */
export function acknowledgementOf(
  mission: string,
  receivedAt: number,
  kind: PdrAnswer['kind'],
  said: PdrAnswerSaid,
): AcknowledgementRow {
  const { message: messageId, pdr, form, disposition } = said;
  const files =
    'files' in said
      ? said.files
      : said.groups.map((group) => ({ name: group.dataType, disposition: group.disposition }));
  return { mission, messageId, pdr, kind, form, disposition, receivedAt, files };
}
