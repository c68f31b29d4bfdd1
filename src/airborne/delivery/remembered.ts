import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import { SENSORS, type Delivery } from '../../domain/scops/delivery.js';
import { Confined } from './confined.js';
import { matchingFolders, namesIn } from './folders.js';
import { readDelivery, type DeliveryConfig } from './read-delivery.js';
import { INFORMATION } from './read-line.js';

/** Deliveries that are remembered at once: those of which a project orders these days. */
const MOST = 16;
/** What was written to so lately may be written to again without a trace in its times. */
const SETTLED_MS = 2_000;

interface Remembered {
  readonly state: string;
  readonly delivery: Delivery;
}

/**
 * Deliveries, read once for as long as their files stay as they are: the place, size and times of every file in the folders
 * that are read. Reading takes some ten milliseconds a line, looking a fraction of that.
 */
export class RememberedDeliveries {
  /** By source folder, the latest asked for last. */
  readonly #known = new Map<string, Remembered>();

  constructor(
    private readonly config: DeliveryConfig,
    /** Epoch milliseconds, by the clock of the file system. */
    private readonly now: () => number = Date.now,
  ) {}

  /** As {@link readDelivery}; throws what it throws. */
  async read(sourceFolder: string): Promise<Delivery> {
    const { state, newest } = await this.#look(sourceFolder);
    const known = this.#known.get(sourceFolder);
    this.#known.delete(sourceFolder);
    const delivery = known?.state === state ? known.delivery : await readDelivery(sourceFolder, this.config);
    const isSettled = this.now() - newest >= SETTLED_MS;
    if (isSettled && (known?.state === state || (await this.#look(sourceFolder)).state === state)) {
      this.#known.set(sourceFolder, { state, delivery });
      const [oldest] = this.#known.keys();
      if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
    }
    return delivery;
  }

  /** What lies in the folders that are read, and when the latest of it changed. */
  async #look(sourceFolder: string): Promise<{ readonly state: string; readonly newest: number }> {
    const { config } = this;
    const confined = await Confined.to(sourceFolder, config.sources);
    const deliveries = await matchingFolders(sourceFolder, config.deliveryPattern, confined);
    const folders = deliveries.flatMap((delivery) =>
      [config.level1Folder, config.navigationFolder, INFORMATION].map((folder) => join(delivery, folder)),
    );
    const viewVectors = deliveries.flatMap((delivery) =>
      Object.values(SENSORS).map(({ name }) => join(delivery, config.viewVectorFile.replaceAll('{}', name))),
    );
    const files = await Promise.all(
      folders.map(async (folder) => (await namesIn(folder)).map((name) => join(folder, name))),
    );
    const seen = await Promise.all([...deliveries, ...folders, ...viewVectors, ...files.flat()].map(looked));
    return {
      state: seen.map(({ words }) => words).join('\n'),
      newest: Math.max(0, ...seen.map(({ changed }) => changed)),
    };
  }
}

/** A file, or where a link leads to: which, how large, and when it was written and changed. */
async function looked(path: string): Promise<{ readonly words: string; readonly changed: number }> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = await stat(path, { bigint: true });
    return { words: [path, dev, ino, size, mtimeNs, ctimeNs].join(' '), changed: Number(ctimeMs) };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].some((code) => hasCode(error, code)))
      return { words: `${path} is not there`, changed: 0 };
    throw error;
  }
}
