import { linkKey, linkOf, type Purpose } from '../../adapters/scops/capability.js';
import { readStationFile } from '../../adapters/station/station-file.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import type { StationContext } from '../context.js';
import type { ClientMail, MailKind, OrderActivities } from './contract.js';
import { mailOnce } from './mail-once.js';

/** What a mail says, and the link that it carries. The first four subjects are those that clients of SCOPS know. */
interface MailForm {
  readonly subject: (order: string) => string;
  readonly text: (mail: ClientMail, end: string) => readonly string[];
  readonly link?: { readonly purpose: Purpose; readonly words: string };
}

const STATUS = { purpose: 'status', words: 'How far it is' } as const;

const FORMS: Readonly<Record<MailKind, MailForm>> = {
  confirmation: {
    subject: () => 'NERC-ARF web processor confirmation email',
    text: ({ order }, end) => [
      `Your order ${order} was received. Nothing is processed before you confirm it.`,
      `The link opens a page with a button; without an answer the order expires on ${end}.`,
    ],
    link: { purpose: 'confirm', words: 'Confirm the order' },
  },
  reminder: {
    subject: (order) => `${order} still waits`,
    text: ({ order, lines }, end) => [
      `Your order ${order} goes on when you answer.`,
      ...lines,
      `It expires on ${end}.`,
    ],
    link: { purpose: 'confirm', words: 'Answer here' },
  },
  expired: {
    subject: (order) => `${order} expired`,
    text: ({ order }) => [
      `Your order ${order} had no answer in time and was given up. Nothing of it is kept; you can order again.`,
    ],
  },
  processing: {
    subject: (order) => `${order} order processing`,
    text: ({ order }) => [`Your order ${order} is being processed.`],
    link: STATUS,
  },
  attention: {
    subject: (order) => `${order} processing error`,
    text: ({ order, lines }, end) => [
      `Your order ${order} cannot go on with these elevations:`,
      ...lines.map((line) => `  - ${line}`),
      `Send another DEM or choose one of the station by the link; the order then goes on by itself. It expires on ${end}.`,
    ],
    link: { purpose: 'dem', words: 'Change the elevations' },
  },
  complete: {
    subject: (order) => `${order} order complete`,
    text: ({ order, lines }, end) => [
      lines.length === 0
        ? `Your order ${order} is complete.`
        : `Your order ${order} is done as far as it could be. These products could not be made:`,
      ...lines.map((line) => `  - ${line}`),
      `The products are available until ${end}.`,
    ],
    link: { purpose: 'download', words: 'Download' },
  },
  failed: {
    subject: (order) => `${order} could not be made`,
    text: ({ order, lines }) => [
      `None of the products of your order ${order} could be made. The operators know of it.`,
      ...lines.map((line) => `  - ${line}`),
    ],
  },
  cancelled: {
    subject: (order) => `${order} cancelled`,
    text: ({ order, lines }) => [`Your order ${order} was ended.`, ...lines],
  },
  retention: {
    subject: (order) => `${order} is removed soon`,
    text: ({ order }, end) => [`The products of your order ${order} are removed on ${end}.`],
    link: { purpose: 'download', words: 'Download' },
  },
};

/** How long a link is good where nothing else ends it. */
const LINK_MS = 30 * 86_400_000;

/** Mails to clients. One event is one mail, whatever is tried again. */
export function clientMailActivities(context: StationContext): Pick<OrderActivities, 'writeToClient'> {
  return {
    async writeToClient(mail) {
      const { scops } = context;
      if (!scops.mail.send) return;
      const form = FORMS[mail.kind];
      const key = [`${SCOPS}/${mail.order}/mail`, mail.kind, mail.occasion, String(mail.at)]
        .filter((part) => part !== undefined)
        .join('/');
      const event = {
        key,
        subject: form.subject(mail.order),
        to: [mail.to],
        bcc: scops.mail.bcc,
        text: `${[...form.text(mail, dateOf(mail.until)), ...(await linkLines(context, form, mail))].join('\n')}\n`,
        about: `${SCOPS}/${mail.order}`,
        at: new Date(mail.at).toISOString(),
      };
      await mailOnce(context, event, mail.at);
    },
  };
}

async function linkLines(context: StationContext, { link }: MailForm, mail: ClientMail): Promise<string[]> {
  if (!link) return [];
  const base = context.scops.serverBase ?? (await readStationFile(context.paths.home))?.front;
  if (!base) return ['', 'The station has no address for links; ask its operators.'];
  const key = await linkKey(context.paths.linkKey);
  const expires = mail.until ?? mail.at + LINK_MS;
  return ['', `${link.words}: ${linkOf(base, key, { order: mail.order, purpose: link.purpose, expires })}`];
}

function dateOf(at: number | undefined): string {
  return at === undefined
    ? 'a later day'
    : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
