import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processorPaths, processorVersion } from '../../domain/processor-version.js';
import type { Fault } from './configuration.js';

/** A level for which there is a demo processor. */
export type DemoLevel = 'L1' | 'L2';

/** What is installed where. */
export interface InstallOptions {
  /** The station's home. */
  readonly home: string;
  readonly missionLevels: readonly DemoLevel[];
  /** `N.n.i`. */
  readonly version: string;
  /** Tracks that L1 keeps of each two-hour granule; 10 when not given. */
  readonly tracksPerSlot?: number;
  /** A fault of the first runs (1 when not given) of one level, or of all. `counterFile` is `<home>/<level>/fault-runs` when not given. */
  readonly fault?: {
    readonly level?: DemoLevel;
    readonly kind: Fault['kind'];
    readonly runs?: number;
    readonly counterFile?: string;
  };
}

/**
 * Installs the demo processors as `<level>/proc-N.n/{src,bin,cfg-i}` below the home. Files are written only where their
 * content changes, so that a second call leaves everything, digests and times included, as it is. Throws an Error when
 * the project is not built.
 */
export async function installProcessors(options: InstallOptions): Promise<void> {
  const compiled = compiledDirectory();
  for (const level of options.missionLevels) {
    const paths = processorPaths(level, processorVersion(options.version));
    const program = join(compiled, `${level.toLowerCase()}.js`);
    const source = join(options.home, paths.root, 'src');
    await put(join(options.home, paths.program), wrapper(program), 0o755);
    await put(join(options.home, paths.config, 'processor.json'), configurationText(level, options), 0o644);
    for (const name of (await readdir(compiled)).filter(
      (file) => file.endsWith('.js') && file !== 'install.js',
    )) {
      await put(join(source, name), await readFile(join(compiled, name), 'utf8'), 0o644);
    }
  }
}

/** A supervisor may hand on nothing of its environment, so the interpreter is named by its path. */
function wrapper(program: string): string {
  return `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(program)} "$@"\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function configurationText(level: DemoLevel, { home, tracksPerSlot = 10, fault }: InstallOptions): string {
  const applies = fault && (fault.level ?? level) === level;
  const configuration = {
    tracksPerSlot,
    ...(applies && {
      fault: {
        kind: fault.kind,
        runs: fault.runs ?? 1,
        counterFile: fault.counterFile ?? join(home, level, 'fault-runs'),
      },
    }),
  };
  return `${JSON.stringify(configuration, null, 2)}\n`;
}

/** Where the compiled processors are, whether this file runs compiled or as source. */
function compiledDirectory(): string {
  const own = fileURLToPath(new URL('.', import.meta.url));
  const candidates = [own, fileURLToPath(new URL('../../../dist/simulator/processors/', import.meta.url))];
  const found = candidates.find((directory) => existsSync(join(directory, 'l1.js')));
  if (!found) throw new Error('The demo processors are not compiled. Run npm run build first.');
  return found;
}

async function put(path: string, content: string, mode: number): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  if (!existsSync(path) || (await readFile(path, 'utf8')) !== content) await writeFile(path, content);
  // Not left to writeFile: the umask would take bits away, and a file that was there keeps its own.
  if (((await stat(path)).mode & 0o777) !== mode) await chmod(path, mode);
}
