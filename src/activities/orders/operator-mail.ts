import { FAILURES } from '../../domain/failures.js';
import type { StationContext } from '../context.js';
import type { OrderHold } from './contract.js';
import { mailOnce } from './mail-once.js';

/** One mail to ERROR_EMAIL (the station's operators without it) for each hold of an order or line. */
export async function tellOperators(context: StationContext, hold: OrderHold): Promise<void> {
  const { mail } = context.scops;
  if (!mail.send) return;
  const { workflowId, code, sentence, details, at, order, line, verbs } = hold;
  const key = `${workflowId}/${code}/${at}`;
  const subject = `${order} ERROR`;
  const name = line === undefined ? order : `${order} ${line}`;
  const event = {
    key,
    subject,
    ...(mail.error.length > 0 && { to: mail.error }),
    text: [
      `${name} is held: ${code}`,
      '',
      sentence,
      ...details.map((detail) => `  - ${detail}`),
      '',
      FAILURES[code].next,
      `An operator can: ${verbs.join(', ')} (sipstream order VERB ${name} --why "…").`,
      ...(hold.until === undefined
        ? []
        : [`Until ${new Date(hold.until).toISOString()}; then ${hold.thenWhat ?? 'it goes on'}.`]),
      '',
    ].join('\n'),
    about: workflowId,
    at: new Date(at).toISOString(),
  };
  await mailOnce(context, event, at);
}
