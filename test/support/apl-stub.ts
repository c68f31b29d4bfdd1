import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = ['aplmask', 'aplcorr', 'apltran', 'aplmap'] as const;
const STUB = fileURLToPath(new URL('../integration/fixtures/apl/apl.mjs', import.meta.url));

/** A folder of APL's programs that only look like them. */
export interface AplStub {
  /** For `scops: apl:`. */
  readonly folder: string;
  /** Each call, program first, its arguments after it. */
  calls(): string[][];
  /** How a program fails from now on; undefined: not at all. */
  fails(program: (typeof PROGRAMS)[number], how: 'error' | 'half' | undefined): Promise<void>;
}

/** Puts the programs into a home. */
export async function aplStub(home: string): Promise<AplStub> {
  const folder = join(home, 'apl');
  const state = join(folder, 'state');
  await mkdir(state, { recursive: true });
  for (const program of PROGRAMS) {
    const path = join(folder, program);
    await writeFile(path, `#!/bin/sh\nexec node '${STUB}' ${program} '${state}' "$@"\n`);
    await chmod(path, 0o755);
  }
  const argv = join(state, 'argv');
  return {
    folder,
    calls: () =>
      existsSync(argv)
        ? readFileSync(argv, 'utf8')
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as string[])
        : [],
    fails: (program, how) =>
      how === undefined ? rm(join(state, program), { force: true }) : writeFile(join(state, program), how),
  };
}
