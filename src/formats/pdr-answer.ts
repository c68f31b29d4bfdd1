import type { Pan } from './pan.js';
import type { Pdrd } from './pdrd.js';
import type { RecognisedMessage } from './recognise.js';

/** A message of the DAAC about a PDR. */
export type PdrAnswer = Extract<RecognisedMessage, { kind: 'PAN' | 'PDRD' }>;

/** What the DAAC said of a PDR, as its delivery is told and the ledger keeps it: of files (PAN) or of data types (PDRD). */
export type PdrAnswerSaid = ReturnType<typeof panSaid> | ReturnType<typeof pdrdSaid>;

/** The PDR that a message answers, by the name that it gives; a long PAN that gives none tells the directory of its files. */
export function answeredPdrs(message: PdrAnswer): string[] {
  const names = [message.pdrName?.replace(/\.(PDR|PAN|PDRD)$/i, '')];
  if (message.kind === 'PAN' && message.pan.form === 'long') {
    names.push(
      ...new Set(message.pan.files.map((file) => file.directory.replace(/\/+$/, '').split('/').at(-1))),
    );
  }
  return names.flatMap((name) => name || []);
}

/** What a message says of a PDR. */
export function answerSaid(message: string, pdr: string, answer: PdrAnswer): PdrAnswerSaid {
  return answer.kind === 'PAN' ? panSaid(message, pdr, answer.pan) : pdrdSaid(message, pdr, answer.pdrd);
}

function panSaid(message: string, pdr: string, pan: Pan) {
  if (pan.form === 'short')
    return { message, pdr, form: 'short' as const, disposition: pan.disposition, files: [] };
  const files = pan.files.map(({ name, disposition }) => ({ name, disposition }));
  const bad = files.find((file) => file.disposition !== 'SUCCESSFUL');
  return { message, pdr, form: 'long' as const, disposition: bad?.disposition ?? 'SUCCESSFUL', files };
}

function pdrdSaid(message: string, pdr: string, pdrd: Pdrd) {
  if (pdrd.form === 'short')
    return { message, pdr, form: 'short' as const, disposition: pdrd.disposition, groups: [] };
  const groups = pdrd.groups.map(({ dataType, disposition }) => ({ dataType, disposition }));
  const bad = groups.find((group) => group.disposition !== 'SUCCESSFUL');
  return { message, pdr, form: 'long' as const, disposition: bad?.disposition ?? 'SUCCESSFUL', groups };
}

/** The DAAC refuses what it had accepted, in words. */
export function contradicted({ pdr, disposition }: Pick<PdrAnswerSaid, 'pdr' | 'disposition'>): string {
  return `The DAAC accepted ${pdr} and now says ${disposition || 'that files of it failed'}.`;
}
