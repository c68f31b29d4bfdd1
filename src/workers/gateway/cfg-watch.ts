import { join } from 'node:path';
import { watch } from 'chokidar';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { safeStat } from '../../adapters/files/safe-open.js';
import type { ScopsConfig } from '../../domain/scops/config.js';
import { patience } from './patience.js';
import { reportNoFile, takeCfg, type CfgContext } from './take-cfg.js';

const STABLE_MS = 800;
/** Nobody writes to a file that has not changed for so long. */
const QUIET_MS = 2_000;
const CFG = /^[^.].*\.cfg$/i;

/**
 * Watches WEB_CONFIG_DIR: a .cfg that nobody writes to any more becomes an order. Each file goes its own way, so that one that cannot
 * be taken stops no other. What is there when the watch begins counts as just dropped.
 */
export async function watchCfgs(
  context: CfgContext,
  config: ScopsConfig,
  onError: (error: unknown) => void,
): Promise<{ stop(): Promise<void> }> {
  const { configs } = config;
  await makeDirectory(configs);
  const { later, surely, stop } = patience(onError);
  const inWork = new Set<string>();
  const watcher = watch(configs, {
    depth: 0,
    followSymlinks: false,
    ignored: (path) => path !== configs && path.slice(configs.length + 1).startsWith('.'),
    awaitWriteFinish: { stabilityThreshold: STABLE_MS, pollInterval: 200 },
  });
  const seen = (path: string) => {
    const name = path.slice(configs.length + 1);
    if (CFG.test(name)) surely(() => take(name));
  };
  watcher.on('add', seen);
  watcher.on('addDir', seen);
  watcher.on('change', seen);
  watcher.on('error', onError);

  async function take(name: string): Promise<void> {
    if (inWork.has(name)) return later(QUIET_MS, () => surely(() => take(name)));
    const found = await safeStat(join(configs, name));
    if (found.kind === 'absent') return;
    if (found.kind === 'refused') return reportNoFile(context, config, name, found.what);
    const quietIn = found.mtimeMs + QUIET_MS - context.now();
    if (quietIn > 0) return later(quietIn, () => surely(() => take(name)));
    inWork.add(name);
    try {
      await takeCfg(context, config, name);
    } finally {
      inWork.delete(name);
    }
  }

  return {
    async stop() {
      stop();
      await watcher.close();
    },
  };
}
