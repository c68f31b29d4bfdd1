import { pathToFileURL } from 'node:url';
import { OperationsError } from '../../domain/failures.js';
import type { PluginRequest } from '../contract.js';

/** What a plugin in JavaScript exports. */
interface PluginModule {
  /** Makes a raster in the output folder from the level-1 file, and tells its path. */
  readonly run: (request: { readonly outputFolder: string; readonly hsiFilename: string }) => unknown;
}

/**
 * Loads a plugin into this process, which is one run's alone, and has it run; what it prints is in the run's log. Returns
 * what `run` returned. Throws OperationsError PLUGIN_FAILED.
 */
export async function runJavaScript(request: PluginRequest, name: string): Promise<unknown> {
  const { run } = await load(request.plugin, name);
  const leave = () => {
    process.stderr.write(`${name} ended the process in which it ran; its run is to return.\n`);
    process.exitCode = 1;
  };
  process.once('exit', leave);
  try {
    return await run({ outputFolder: request.folder, hsiFilename: request.level1 });
  } catch (error) {
    throw failed(name, 'failed', error);
  } finally {
    process.off('exit', leave);
  }
}

async function load(path: string, name: string): Promise<PluginModule> {
  let loaded: Partial<PluginModule> & { readonly default?: Partial<PluginModule> };
  try {
    loaded = (await import(pathToFileURL(path).href)) as typeof loaded;
  } catch (error) {
    throw failed(name, 'cannot be loaded', error);
  }
  // CommonJS has what it exports behind `default`.
  const run = loaded.run ?? loaded.default?.run;
  if (typeof run !== 'function')
    throw new OperationsError('PLUGIN_FAILED', `${name} exports no function 'run'.`);
  return { run };
}

function failed(name: string, how: string, error: unknown): OperationsError {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${stack}\n`);
  const message = error instanceof Error ? error.message : String(error);
  return new OperationsError('PLUGIN_FAILED', `${name} ${how}: ${message.split('\n')[0]}`, [], {
    cause: error,
  });
}
