import { rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Puts a file into pickup that seems to be written still, so that the station leaves it there. Gives its path. */
export async function growingFile(pickup: string, name: string): Promise<string> {
  const [written, pushed] = [join(pickup, `.${name}`), join(pickup, name)];
  const later = new Date(Date.now() + 3_600_000);
  await writeFile(written, 'x');
  await utimes(written, later, later);
  await rename(written, pushed);
  return pushed;
}
