import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cacheDirectory, findProgram, isExecutable, type Environment } from './programs.js';

/** The release that `deploy/setup` downloads or builds. `deploy/setup.d/temporal.sh` names the same one. */
export const TEMPORAL_CLI_VERSION = '1.8.2';

/**
 * The path of a Temporal CLI that will do: `temporal` on PATH from version 1.8 and below 2, otherwise the one that
 * `deploy/setup` keeps in its cache. Throws an Error, one sentence and what to do, when there is neither.
 */
export function findTemporalCli(environment: Environment = process.env): string {
  const onPath = findProgram('temporal', environment);
  const version = onPath === undefined ? undefined : temporalCliVersion(onPath);
  if (onPath !== undefined && version !== undefined && isAcceptable(version)) return onPath;

  const cached = join(cacheDirectory(environment), `temporal-${TEMPORAL_CLI_VERSION}`);
  if (isExecutable(cached)) return cached;

  const found =
    onPath === undefined
      ? 'is not installed'
      : `${version ?? 'of an unknown version'} (${onPath}) will not do`;
  throw new Error(
    `The Temporal CLI ${found}; sipstream needs 1.8 or newer, below 2. Run deploy/setup, which gets it.`,
  );
}

/** What a Temporal CLI says its version is, as in `1.8.2`; undefined when it does not run or says something else. */
export function temporalCliVersion(path: string): string | undefined {
  const { stdout } = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return /^temporal version (\d+\.\d+[.\d]*)/.exec(stdout ?? '')?.[1];
}

function isAcceptable(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major === 1 && (minor ?? 0) >= 8;
}
