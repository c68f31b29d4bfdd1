/** The gateway: mail in (SMTP listener, IMAP mailbox) and the watches over pickup and the orders of SCOPS. Run as `node dist/workers/gateway/main.js`. */
import { readFile } from 'node:fs/promises';
import { watchMailbox } from '../../adapters/mail/imap-mailbox.js';
import { mailStore, type KeptMail } from '../../adapters/mail/mail-store.js';
import { startSmtpListener } from '../../adapters/mail/smtp-listener.js';
import { Intake } from '../../activities/intake.js';
import { notify } from '../../activities/notify.js';
import { openStation, processOptions } from '../station-context.js';
import { ready, reportAndExit, untilTold } from '../process.js';
import { watchCfgs } from './cfg-watch.js';
import { inOrder } from './in-order.js';
import { watchPickup } from './pickup-watch.js';

async function main(): Promise<void> {
  const { context, close } = await openStation(processOptions());
  const { config, paths, mission } = context;
  const store = mailStore(paths.mail);
  const intake = new Intake(context, store);
  const log = (what: string) => process.stderr.write(`${new Date().toISOString()} ${what}\n`);
  const queue = inOrder<KeptMail>(
    (kept) => intake.take(kept),
    (error) => log(`a message waits: ${String(error)}`),
  );
  const now = () => new Date(context.now()).toISOString();

  for await (const kept of store.list()) queue.add(kept);

  const smtp = config.mail.smtp
    ? await startSmtpListener({
        host: config.host,
        port: Number(process.env['SIPSTREAM_SMTP_PORT'] ?? config.ports.smtp),
        maxBytes: config.mail.maxBytes,
        onMessage: async (raw, envelope) =>
          queue.add(await store.keep(raw, { via: 'smtp', envelopeFrom: envelope.from, receivedAt: now() })),
      })
    : undefined;
  const imap = config.mail.imap && (await openMailbox());
  const pickup = watchPickup(
    context,
    store,
    (kept) => queue.add(kept),
    (error) => log(`pickup: ${String(error)}`),
  );
  const cfgs = await watchCfgs(context, context.scops, (error) => log(`orders: ${String(error)}`));
  ready({ smtp: smtp ? { host: smtp.host, port: smtp.port } : null });

  await untilTold();
  await smtp?.stop();
  await imap?.stop();
  await pickup.stop();
  await cfgs.stop();
  await queue.stop();
  await close();
  process.disconnect?.();

  async function openMailbox() {
    const { passwordFile, ...rest } = config.mail.imap!;
    return watchMailbox({
      ...rest,
      password: (await readFile(passwordFile, 'utf8')).trim(),
      maxBytes: config.mail.maxBytes,
      onMessage: async (raw) => queue.add(await store.keep(raw, { via: 'imap', receivedAt: now() })),
      onTooLarge: (message) =>
        notify(context, {
          key: `${mission.mission}/mail-too-large/${JSON.stringify(message)}`,
          subject: 'a message was too large to read',
          code: 'MAIL_TOO_LARGE',
          lines: [
            `A message in the mailbox is larger than ${config.mail.maxBytes} bytes; it was left there, marked.`,
          ],
          at: context.now(),
        }),
      log: {
        info: () => undefined,
        warn: (details, sentence) => log(`${sentence} ${JSON.stringify(details)}`),
      },
    });
  }
}

main().catch(reportAndExit);
