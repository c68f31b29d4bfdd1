import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import type { OrderPlan } from './order-plan.js';

/** What a job leaves behind of its line: the products that are packed, and those that are not, a sentence each. */
export interface LineReport {
  readonly line: string;
  readonly complete: readonly string[];
  readonly missing: readonly string[];
  /** Bytes of the map of each product that this job packed, before that. */
  readonly mappedBytes?: Readonly<Record<string, number>>;
}

/** Where a job reports: `status/<line>.json`. */
export function reportFile(plan: OrderPlan, line: string): string {
  return join(plan.folder, plan.folders.status, `${line}.json`);
}

/** The log of a product, or of what the products of a line share. */
export function lineLog(plan: OrderPlan, product: string): string {
  return join(plan.folder, plan.folders.log, `${product}_log.txt`);
}

/** The report of a line's job; undefined when it has left none. */
export async function lineReport(plan: OrderPlan, line: string): Promise<LineReport | undefined> {
  try {
    return JSON.parse(await readFile(reportFile(plan, line), 'utf8')) as LineReport;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
