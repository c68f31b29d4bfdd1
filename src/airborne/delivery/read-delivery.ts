import { join } from 'node:path';
import { OperationsError } from '../../domain/failures.js';
import type { ScopsConfig } from '../../domain/scops/config.js';
import { SENSORS, type Delivery, type DeliveredLine } from '../../domain/scops/delivery.js';
import { Confined } from './confined.js';
import { matchingFolders, namesIn } from './folders.js';
import { readLine } from './read-line.js';

/** What of the configuration says where deliveries lie. */
export type DeliveryConfig = Pick<
  ScopsConfig,
  'sources' | 'deliveryPattern' | 'level1Folder' | 'navigationFolder' | 'viewVectorFile'
>;

/**
 * The flight lines below an order's source folder: of every folder that matches HYPER_DELIVERY_FOLDER, by name. A line that cannot
 * be used is a problem of the delivery and stops no other. Throws OperationsError DELIVERY_MISSING when there is no such folder, or
 * the source folder lies where no delivery may lie.
 */
export async function readDelivery(sourceFolder: string, config: DeliveryConfig): Promise<Delivery> {
  const confined = await Confined.to(sourceFolder, config.sources);
  const folders = await matchingFolders(sourceFolder, config.deliveryPattern, confined);
  const [first] = folders;
  if (first === undefined)
    throw new OperationsError(
      'DELIVERY_MISSING',
      `Nothing below ${sourceFolder} matches ${config.deliveryPattern} ({} being hyperspectral or owl).`,
    );
  const lines = new Map<string, DeliveredLine>();
  const problems: string[] = [];
  for (const folder of folders)
    for (const name of await linesIn(join(folder, config.level1Folder), problems)) {
      if (lines.has(name)) problems.push(`Line ${name} is in ${folder} too; that of ${first} is used.`);
      else
        try {
          lines.set(name, await readLine(folder, name, config, confined));
        } catch (error) {
          if (!(error instanceof OperationsError)) throw error;
          problems.push(`Line ${name}: ${error.message}`);
        }
    }
  return { folder: first, lines: [...lines.values()], problems };
}

/** The names of lines that have a level-1 file. */
async function linesIn(folder: string, problems: string[]): Promise<string[]> {
  return (await namesIn(folder)).flatMap((file) => {
    const name = /^(.+)1b\.bil$/.exec(file)?.[1];
    if (name === undefined) return [];
    if (Object.hasOwn(SENSORS, name[0]!)) return [name];
    problems.push(
      `${file} is of no sensor that is known; names begin with ${Object.keys(SENSORS).join(', ')}.`,
    );
    return [];
  });
}
