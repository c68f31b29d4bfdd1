import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { hasCode } from '../../adapters/files/io-error.js';
import type { LineStage } from '../../domain/scops/stages.js';
import type { OrderPlan } from './order-plan.js';

/** What SCOPS's status files call the stages. */
const WORDS: Readonly<Record<LineStage, string>> = {
  waiting: 'waiting',
  mask: 'aplmask',
  geocorrect: 'aplcorr',
  reproject: 'apltran',
  map: 'aplmap',
  zip: 'zipping',
  complete: 'complete',
};

/** How a job tells in which stage a product is, on the disk that it shares with the station. */
export interface ProductStatus {
  readonly stage: LineStage;
  readonly failed: boolean;
}

function statusFile(plan: OrderPlan, product: string): string {
  return join(plan.folder, plan.folders.status, `${product}_status.txt`);
}

/** Writes `status/<product>_status.txt`: `<product> = <stage>`, or `<product> = ERROR - <stage>`. */
export async function writeStatus(plan: OrderPlan, product: string, status: ProductStatus): Promise<void> {
  const word = WORDS[status.stage];
  await writeFileAtomic(
    statusFile(plan, product),
    `${product} = ${status.failed ? `ERROR - ${word}` : word}\n`,
  );
}

/** Reads it; undefined where the job has written none. */
export async function readStatus(plan: OrderPlan, product: string): Promise<ProductStatus | undefined> {
  let text: string;
  try {
    text = await readFile(statusFile(plan, product), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const said = text.slice(text.indexOf('=') + 1).trim();
  const failed = said.startsWith('ERROR - ');
  const word = failed ? said.slice('ERROR - '.length) : said;
  const stage = (Object.keys(WORDS) as LineStage[]).find((name) => WORDS[name] === word);
  return stage && { stage, failed };
}
