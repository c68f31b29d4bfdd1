import { realpath } from 'node:fs/promises';
import { isAbsolute, sep } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import { OperationsError } from '../../domain/failures.js';

/** Paths that may be read for an order: whatever links they go through, they end in one of some folders. */
export class Confined {
  private constructor(private readonly roots: readonly string[]) {}

  /**
   * Those below the station's sources, or, where it names none, below the source folder of the order itself. Throws OperationsError
   * DELIVERY_MISSING when the source folder is not there or lies elsewhere.
   */
  static async to(sourceFolder: string, sources: readonly string[]): Promise<Confined> {
    if (!isAbsolute(sourceFolder))
      throw new OperationsError(
        'DELIVERY_MISSING',
        `The source folder ${sourceFolder} is not an absolute path.`,
      );
    const source = await real(sourceFolder);
    if (source === undefined)
      throw new OperationsError('DELIVERY_MISSING', `The source folder ${sourceFolder} is not there.`);
    if (sources.length === 0) return new Confined([source]);
    const roots = (await Promise.all(sources.map(real))).filter((root) => root !== undefined);
    const confined = new Confined(roots);
    if (!confined.isInside(source))
      throw new OperationsError(
        'DELIVERY_MISSING',
        `The source folder ${sourceFolder} lies outside of ${sources.join(', ')}, where deliveries may lie.`,
      );
    return confined;
  }

  /** Where a path really is; undefined when it isn't there, or leads outside. */
  async resolve(path: string): Promise<string | undefined> {
    const found = await real(path);
    return found !== undefined && this.isInside(found) ? found : undefined;
  }

  /** Whether a path is there and leads outside. */
  async leadsOutside(path: string): Promise<boolean> {
    const found = await real(path);
    return found !== undefined && !this.isInside(found);
  }

  private isInside(path: string): boolean {
    return this.roots.some(
      (root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep),
    );
  }
}

async function real(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].some((code) => hasCode(error, code))) return undefined;
    throw error;
  }
}
