import { parseDn, type DistributionNotice, type FailedDistributionNotice } from './dn.js';
import { FormatError } from './format-error.js';
import { parsePan, type Pan } from './pan.js';
import { parsePdrd, type Pdrd } from './pdrd.js';
import { present } from './present.js';
import { parseSn, type SubscriptionNotice } from './sn.js';
import { normaliseLineEnds, utf8Length } from './text.js';

/** A message as a mailbox or a pickup directory hands it over. */
export interface MessageInput {
  readonly subject?: string;
  readonly body: string;
  /** Name of the pushed file, with or without its path. */
  readonly fileName?: string;
}

/** What a message is. `pdrName` is the base name, without extension, of the PDR that is answered. */
export type RecognisedMessage =
  | { readonly kind: 'DN'; readonly notice: DistributionNotice }
  | { readonly kind: 'DN_FAILURE'; readonly notice: FailedDistributionNotice }
  | { readonly kind: 'SN'; readonly notice: SubscriptionNotice }
  | { readonly kind: 'PAN'; readonly pan: Pan; readonly pdrName?: string }
  | { readonly kind: 'PDRD'; readonly pdrd: Pdrd; readonly pdrName?: string }
  | { readonly kind: 'UNKNOWN'; readonly problem: string };

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Says what a message is, by its content: subjects differ between archives, and pushed files have none. A message that
 * is one of ours but malformed is UNKNOWN with the format and line at fault, so that an operator sees it. Never throws.
 */
export function recogniseMessage(input: MessageInput): RecognisedMessage {
  const { body } = input;
  if (body.length > MAX_BODY_BYTES || utf8Length(body) > MAX_BODY_BYTES) {
    return unknown(`The message is longer than ${MAX_BODY_BYTES} bytes.`);
  }
  if (body.trim() === '') return unknown('The message is empty.');
  try {
    return read(input);
  } catch (error) {
    // A FormatError is a sentence for the operator already; anything else is a defect here that must not stop the intake.
    return unknown(
      error instanceof FormatError ? `${error.message}.` : `The message cannot be read: ${String(error)}.`,
    );
  }
}

function read({ subject, body, fileName }: MessageInput): RecognisedMessage {
  const text = normaliseLineEnds(body);
  const type =
    /^[ \t]{0,80}MESSAGE[_ \t]TYPE[ \t]{0,80}=[ \t]{0,80}["']?[ \t]{0,9}(?:SHORT|LONG)(PAN|PDRD)\b/im.exec(
      text,
    );
  if (type !== null) {
    const message = messageText(text, type.index);
    const pdrName = pdrNameOf(subject, fileName);
    return type[1]?.toUpperCase() === 'PAN'
      ? present({ kind: 'PAN' as const, pan: parsePan(message), pdrName })
      : present({ kind: 'PDRD' as const, pdrd: parsePdrd(message), pdrName });
  }
  if (/^[ \t]*(?:Subscription Notification|Qualifier List):/im.test(text))
    return { kind: 'SN', notice: parseSn(text) };
  if (/^[ \t]*ORDERID[ \t]*:/im.test(text)) return parseDn(text);
  return unknown('The text is none of DN, SN, PAN and PDRD.');
}

/** The statements of a mail, without the greeting before and the signature after; line numbers stay those of the body. */
function messageText(text: string, start: number): string {
  const skippedLines = text.slice(0, start).split('\n').length - 1;
  const signature = /^--[ \t]*$/m.exec(text.slice(start));
  return (
    '\n'.repeat(skippedLines) + text.slice(start, signature === null ? undefined : start + signature.index)
  );
}

/** From the file name where it is that of a PAN or PDRD, else from a subject that is the PDR name and little more. */
function pdrNameOf(subject: string | undefined, fileName: string | undefined): string | undefined {
  const baseName = fileName?.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1) ?? '';
  if (/.\.(PAN|PDRD)$/i.test(baseName)) return withoutExtension(baseName);
  const words = (subject ?? '').slice(0, 1000).split(/\s/);
  const rest = words.filter((word) => word !== '' && !/^(re:|fwd?:|aw:|pan:?|pdrd:?|for|of|-)$/i.test(word));
  const named = rest.filter((word) => /.\.(PAN|PDRD|PDR)$/i.test(word));
  const [word] = named.length > 0 ? named : rest;
  const isOnly = named.length === 1 || (named.length === 0 && rest.length === 1);
  return isOnly && word !== undefined && /^[\w.+-]+$/.test(word) ? withoutExtension(word) : undefined;
}

function withoutExtension(name: string): string {
  return name.replace(/\.(PAN|PDRD|PDR)$/i, '');
}

function unknown(problem: string): RecognisedMessage {
  return { kind: 'UNKNOWN', problem };
}
