import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { StationContext } from '../../activities/context.js';
import { notify } from '../../activities/notify.js';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { moveFile, TargetExistsError } from '../../adapters/files/move.js';
import { openRegular } from '../../adapters/files/safe-open.js';
import { submitOrder } from '../../adapters/scops/submit-order.js';
import { cfgPlaces } from '../../adapters/station/scops-config.js';
import { orderFacts } from '../../airborne/delivery/order-facts.js';
import { OperationsError } from '../../domain/failures.js';
import type { ScopsConfig } from '../../domain/scops/config.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import { orderFromCfgText } from '../../formats/order-text.js';

/** What taking a .cfg stands on. */
export type CfgContext = Pick<StationContext, 'mission' | 'ledger' | 'mailer' | 'client' | 'now'>;

/** Bytes: larger than any order. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Makes a .cfg an order, and moves it to `accepted`; or to `refused`, with the problems beside it and in a mail. Doing it
 * again after a kill does the rest: the order is known by its content, the mail by the file. Throws when the engine or the disk is
 * away, and then the file is where it was.
 */
export async function takeCfg(
  context: CfgContext,
  config: ScopsConfig,
  name: string,
): Promise<'accepted' | 'refused'> {
  const path = join(config.configs, name);
  const { size, bytes } = await content(path);
  const file = {
    path,
    name,
    digest: createHash('sha256')
      .update(bytes ?? `${size} bytes`)
      .digest('hex')
      .slice(0, 12),
  };
  const problems =
    bytes === undefined
      ? [`The file has ${size} bytes; an order has at most ${LARGEST}.`]
      : await submitted(context, config, name, bytes.toString('utf8'));
  if (problems.length === 0) {
    await moveInto(cfgPlaces(config).accepted, file);
    return 'accepted';
  }
  await refuse(context, config, file, problems);
  return 'refused';
}

/** What a file holds, unless it is too large. Throws for what is no file. */
async function content(path: string): Promise<{ readonly size: number; readonly bytes?: Buffer }> {
  const { file, stats } = await openRegular(path);
  try {
    const { size } = stats;
    return size > LARGEST ? { size } : { size, bytes: await file.readFile() };
  } finally {
    await file.close();
  }
}

/** Tells the operators of what has the name of an order file and is none. It stays where it is: nothing there is followed or moved. */
export async function reportNoFile(
  context: CfgContext,
  config: ScopsConfig,
  name: string,
  what: string,
): Promise<void> {
  await tell(context, config, {
    key: `${name}/${what}`,
    subject: `${name} is no order file`,
    lines: [`${name} in ${config.configs} is a ${what}, not a file, and is not taken.`],
  });
}

/** A file that somebody dropped: where it is, and what tells it from another of its name. */
interface Dropped {
  readonly path: string;
  readonly name: string;
  readonly digest: string;
}

async function refuse(
  context: CfgContext,
  config: ScopsConfig,
  file: Dropped,
  problems: readonly string[],
): Promise<void> {
  const { name, digest } = file;
  const { refused } = cfgPlaces(config);
  await makeDirectory(refused);
  await writeFileAtomic(join(refused, `${name}.txt`), problems.map((problem) => `${problem}\n`).join(''));
  await tell(context, config, {
    key: `${name}/${digest}`,
    subject: `the order file ${name} was refused`,
    lines: [
      `${name} in ${config.configs} is no order that can be accepted:`,
      '',
      ...problems.map((line) => `- ${line}`),
      '',
      `It lies in ${refused} now.`,
    ],
  });
  await moveInto(refused, file);
}

/** A mail to operators and those who hear of errors, once a `key`. */
async function tell(
  context: CfgContext,
  { mail }: ScopsConfig,
  {
    key,
    subject,
    lines,
  }: { readonly key: string; readonly subject: string; readonly lines: readonly string[] },
): Promise<void> {
  await notify(context, {
    key: `${SCOPS}/cfg/${key}`,
    subject,
    code: 'ORDER_INVALID',
    lines,
    alsoTo: mail.send ? mail.error : [],
    at: context.now(),
  });
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
async function moveInto(folder: string, { path, name, digest }: Dropped): Promise<void> {
  await makeDirectory(folder);
  try {
    await moveFile(path, join(folder, name));
  } catch (error) {
    if (!(error instanceof TargetExistsError)) throw error;
    await moveFile(path, join(folder, name.replace(/\.cfg$/i, `.${digest}.cfg`)));
  }
}
