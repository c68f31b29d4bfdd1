import { rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts a file into a folder that the station watches, in place of one that is there, which seems to be written still, so that the
 * station leaves it there. Gives its path.
 */
export async function growingFile(folder: string, name: string, text = 'x'): Promise<string> {
  const [written, pushed] = [join(folder, `.${name}`), join(folder, name)];
  const later = new Date(Date.now() + 3_600_000);
  await writeFile(written, text);
  await utimes(written, later, later);
  await rename(written, pushed);
  return pushed;
}
