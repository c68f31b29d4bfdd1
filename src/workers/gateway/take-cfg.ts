import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { StationContext } from '../../activities/context.js';
import { notify } from '../../activities/notify.js';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { moveFile, TargetExistsError } from '../../adapters/files/move.js';
import { submitOrder } from '../../adapters/scops/submit-order.js';
import { cfgPlaces } from '../../adapters/station/scops-config.js';
import { orderFacts } from '../../airborne/delivery/order-facts.js';
import { OperationsError } from '../../domain/failures.js';
import type { ScopsConfig } from '../../domain/scops/config.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import { orderFromCfgText } from '../../formats/order-text.js';

/** What taking a .cfg stands on. */
export type CfgContext = Pick<StationContext, 'mission' | 'ledger' | 'mailer' | 'client' | 'now'>;

/**
 * Makes a .cfg an order, and moves it to `accepted`; or to `refused`, with the problems beside it and in a mail. Doing it again after a
 * kill does the rest: the order is known by its content, the mail by the file. Throws when the engine or the disk is away, and then
 * the file is where it was.
 */
export async function takeCfg(
  context: CfgContext,
  config: ScopsConfig,
  name: string,
): Promise<'accepted' | 'refused'> {
  const path = join(config.configs, name);
  const bytes = await readFile(path);
  const problems = await submitted(context, config, name, bytes.toString('utf8'));
  const { accepted, refused } = cfgPlaces(config);
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  if (problems.length === 0) {
    await moveInto(accepted, path, name, digest);
    return 'accepted';
  }
  await makeDirectory(refused);
  await writeFileAtomic(join(refused, `${name}.txt`), problems.map((problem) => `${problem}\n`).join(''));
  await notify(context, {
    key: `${SCOPS}/cfg/${name}/${digest}`,
    subject: `the order file ${name} was refused`,
    code: 'ORDER_INVALID',
    lines: [
      `${name} in ${config.configs} is no order that can be accepted:`,
      '',
      ...problems.map((line) => `- ${line}`),
      '',
      `It lies in ${refused} now.`,
    ],
    alsoTo: config.mail.send ? config.mail.error : [],
    at: context.now(),
  });
  await moveInto(refused, path, name, digest);
  return 'refused';
}

/** Submits the order of a text; what is wrong with it, if it was not accepted. */
async function submitted(
  context: CfgContext,
  config: ScopsConfig,
  name: string,
  text: string,
): Promise<readonly string[]> {
  const read = orderFromCfgText(text);
  if (read.order === null) return read.problems.map(({ sentence }) => sentence);
  const facts = await orderFacts(read.order, config);
  try {
    await submitOrder({ client: context.client, config, order: read.order, facts, by: `file ${name}` });
    return [];
  } catch (error) {
    if (error instanceof OperationsError && error.code === 'ORDER_INVALID') return error.details;
    throw error;
  }
}

/** A file of that name and other content stays: the new one gets its digest into its name. */
async function moveInto(folder: string, path: string, name: string, digest: string): Promise<void> {
  await makeDirectory(folder);
  try {
    await moveFile(path, join(folder, name));
  } catch (error) {
    if (!(error instanceof TargetExistsError)) throw error;
    await moveFile(path, join(folder, name.replace(/\.cfg$/i, `.${digest}.cfg`)));
  }
}
