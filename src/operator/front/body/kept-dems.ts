import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../adapters/files/atomic-write.js';
import { hasCode } from '../../../adapters/files/io-error.js';
import { safeStat } from '../../../adapters/files/safe-open.js';
import { bytesText } from '../../../domain/words.js';
import type { FrontServices } from '../services.js';
import { demProblem } from './dem-kind.js';
import type { Filled, Upload } from './filled.js';

/** How many uploads of the largest size a project may have. */
const MOST_UPLOADS = 5;
/** Bytes of a header; what is longer is none. */
const LONGEST_HEADER = 64 * 1024;
const DIGEST = /^[0-9a-f]{64}$/;

/** What came of a DEM in a form: none came, its digest, or why it isn't taken. */
export type KeptDem =
  'none' | { readonly digest: string; readonly path: string } | { readonly problem: string };

/**
 * The DEMs that were uploaded for a project: `<uploads>/<project>/<digest>.dem`, with `<digest>.dem.hdr` where a header
 * came. What the client calls a file is never looked at.
 */
export class KeptDems {
  readonly #folder: string;

  readonly #most: number;

  constructor({ uploads, uploadBytes }: Pick<FrontServices, 'uploads' | 'uploadBytes'>, project: string) {
    this.#folder = join(uploads, project);
    this.#most = MOST_UPLOADS * uploadBytes;
  }

  /** Takes `demFile` and `demHeader` of a form, when they are what they should be. */
  async take({ files }: Filled): Promise<KeptDem> {
    const dem = files.get('demFile');
    const header = files.get('demHeader');
    if (!dem) return header ? { problem: 'A header came without its DEM; choose both.' } : 'none';
    if (header && header.bytes > LONGEST_HEADER)
      return { problem: 'The ENVI header of the DEM is longer than 64 KiB.' };
    const text = header && (await readFile(header.path, 'utf8'));
    const problem = demProblem(dem.start, dem.bytes, text);
    if (problem !== undefined) return { problem };
    return this.#keep(dem, text);
  }

  /** Why there is no room for one more of so many bytes; what no order uses is removed after a week. */
  async #fullness(bytes: number): Promise<string | undefined> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.dem'));
    const stats = await Promise.all(names.map((name) => safeStat(join(this.#folder, name))));
    const kept = stats.reduce((sum, found) => sum + (found.kind === 'file' ? found.size : 0), 0);
    if (kept + bytes <= this.#most) return undefined;
    return `The project has ${bytesText(kept)} of uploaded DEMs, and may have ${bytesText(this.#most)}; those that no order uses are removed within a week.`;
  }

  /** Where a DEM of this project lies; undefined when there is none of that digest. Asked for, it is wanted, and stays. */
  async pathOf(digest: string): Promise<string | undefined> {
    if (!DIGEST.test(digest)) return undefined;
    const path = join(this.#folder, `${digest}.dem`);
    await renewed(`${path}.hdr`);
    return (await renewed(path)) ? path : undefined;
  }

  /** The header is there before its DEM: what has a name is whole. */
  async #keep(dem: Upload, header: string | undefined): Promise<KeptDem> {
    const digest = createHash('sha256')
      .update(`${dem.sha256} ${header ?? ''}`)
      .digest('hex');
    const path = join(this.#folder, `${digest}.dem`);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    // The same one again takes no more room.
    const problem = (await safeStat(path)).kind === 'file' ? undefined : await this.#fullness(dem.bytes);
    if (problem !== undefined) return { problem };
    if (header !== undefined) await writeFileAtomic(`${path}.hdr`, header, { mode: 0o600 });
    await rename(dem.path, path);
    return { digest, path };
  }
}

/** Makes a file as new as if it had just come; false when there is no such file. */
async function renewed(path: string): Promise<boolean> {
  if ((await safeStat(path)).kind !== 'file') return false;
  const now = new Date();
  try {
    await utimes(path, now, now);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
