import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import type { ScopsConfig } from '../../domain/scops/config.js';
import type { DeliveredLine } from '../../domain/scops/delivery.js';
import type { Order } from '../../domain/scops/order.js';

/** All that the programs of an order need to know; `plan.json` in the order's folder. Paths are absolute. */
export interface OrderPlan {
  readonly id: string;
  readonly order: Order;
  readonly folder: string;
  /** Where intermediate files are made: the order's folder, or one of the temporary disk. */
  readonly work: string;
  readonly folders: ScopsConfig['folders'];
  readonly lines: readonly DeliveredLine[];
  /** Navigation files of the whole delivery: the elevations cover all of it. */
  readonly navigation: readonly string[];
  readonly viewVectors: readonly string[];
  /** The order's elevations. */
  readonly dem: string;
  readonly demSource: { readonly path: string; readonly geoid: string | null } | null;
  readonly smooth: boolean;
  readonly osngGrid: string | null;
  readonly apl: string | null;
  readonly python: string;
  /** The files of the order's plugins, by name. */
  readonly plugins: Readonly<Record<string, string>>;
  readonly keepIntermediate: boolean;
  readonly version: string;
}

/** Reads the plan of an order. Throws the system's error. */
export async function readPlan(folder: string): Promise<OrderPlan> {
  return JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8')) as OrderPlan;
}

/** The same; undefined where there is none, because somebody has removed the order's folder. */
export async function planIfThere(folder: string): Promise<OrderPlan | undefined> {
  try {
    return await readPlan(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
