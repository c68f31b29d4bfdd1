import { watch } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { sendMail } from '../../../src/adapters/mail/send-mail.js';
import { emitPan } from '../../../src/formats/pan.js';
import { DAAC_ADDRESS, STATION_ADDRESS } from '../../../src/simulator/daac/options.js';

/** A DAAC that accepts what it has not looked at: every PDR is answered at once with a short PAN by mail. */
export interface ObligingDaac {
  readonly answered: number;
  /** What went wrong with a mail, if anything. */
  readonly trouble: unknown;
  stop(): Promise<void>;
}

/** Watches a delivery directory. */
export function obligingDaac(delivery: string, smtp: { host: string; port: number }): ObligingDaac {
  const seen = new Set<string>();
  const sending = new Set<Promise<void>>();
  let trouble: unknown;
  const watcher = watch(delivery, (_event, name) => {
    if (!name?.endsWith('.PDR') || name.startsWith('.') || seen.has(name)) return;
    seen.add(name);
    const mail = answer(name.slice(0, -'.PDR'.length), smtp).catch((error: unknown) => {
      trouble = error;
    });
    sending.add(mail);
  });
  return {
    get answered() {
      return seen.size;
    },
    get trouble() {
      return trouble;
    },
    async stop() {
      watcher.close();
      await Promise.all(sending);
    },
  };
}

async function answer(pdr: string, smtp: { host: string; port: number }): Promise<void> {
  const timeStamp = `${new Date().toISOString().slice(0, 19)}Z`;
  await sendMail({
    ...smtp,
    from: DAAC_ADDRESS,
    to: STATION_ADDRESS,
    messageId: `<${randomUUID()}@simulator.localhost>`,
    subject: `${pdr}.PAN`,
    text: emitPan({ form: 'short', disposition: 'SUCCESSFUL', timeStamp }),
  });
}
