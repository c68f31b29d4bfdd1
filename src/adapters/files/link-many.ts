import { dirname } from 'node:path';
import { atOnce } from './at-once.js';
import { fsyncDirectory } from './atomic-write.js';
import { linkOrCopy } from './move.js';

/** A file and the further name that it gets. */
export interface LinkWish {
  readonly from: string;
  readonly to: string;
}

/** The kernel puts flushes that are asked for at the same time into one write. */
const AT_A_TIME = 8;

/**
 * {@link linkOrCopy} for many files; each directory is flushed once, when all its names are there. With
 * `sourcesAreFlushed` (files that the archive has) their content is not flushed again. A failure leaves the others that
 * were begun linked; calling it again goes on from there. Throws what linkOrCopy throws.
 */
export async function linkMany(
  wishes: readonly LinkWish[],
  options: { readonly sourcesAreFlushed?: boolean } = {},
): Promise<void> {
  const flush = options.sourcesAreFlushed === true ? 'neither' : 'source';
  await atOnce(wishes, AT_A_TIME, ({ from, to }) => linkOrCopy(from, to, { flush }));
  await atOnce([...new Set(wishes.map(({ to }) => dirname(to)))], AT_A_TIME, fsyncDirectory);
}
