import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The environment a program is looked for in; `process.env` unless a test says otherwise. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The path of a program: the first executable file of that name in the directories of PATH, then in `furtherDirectories`
 * (daemons live in `sbin`, which is not on everybody's PATH). Undefined when there is none.
 */
export function findProgram(
  name: string,
  environment: Environment = process.env,
  furtherDirectories: readonly string[] = [],
): string | undefined {
  const directories = (environment['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return [...directories, ...furtherDirectories]
    .map((directory) => join(directory, name))
    .find((path) => isExecutable(path));
}

/** Whether a path is a file that this user may execute. A path that is not there is not. */
export function isExecutable(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // access() has no other way to say no.
    return false;
  }
}

/** Where `deploy/setup` keeps what it downloads and builds, shared by all checkouts of this user. */
export function cacheDirectory(environment: Environment = process.env): string {
  const base = environment['XDG_CACHE_HOME'] || join(environment['HOME'] || homedir(), '.cache');
  return join(base, 'sipstream');
}
