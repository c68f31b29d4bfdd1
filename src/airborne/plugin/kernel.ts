import { basename, extname } from 'node:path';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { OperationsError } from '../../domain/failures.js';
import { RasterReader } from '../envi/raster-reader.js';
import type { PluginRequest, StageFacts, StageReport } from '../contract.js';
import { runJavaScript } from './run-javascript.js';
import { runPython } from './run-python.js';
import { takeProduct } from './take-product.js';

/**
 * Runs a plugin over a level-1 file and takes the raster that it made, as ENVI BIL of its own type. The plugin's file comes
 * from the station's list of plugins, never from an order.
 *
 * The facts have `ignoreValue`, the value that the raster says is no data: mapping is asked with it. Throws OperationsError
 * PLUGIN_FAILED for whatever the plugin does wrong, RASTER_INVALID for a level-1 file that cannot be read.
 */
export async function runPlugin(request: PluginRequest, report: StageReport): Promise<StageFacts> {
  const { plugin, folder, level1, output } = request;
  const reader = await RasterReader.open(level1);
  await reader.close();
  await makeDirectory(folder);
  const name = basename(plugin);
  report.say(`Plugin ${plugin}`);
  const answer = await answerOf(request, name, report);
  report.say(`${name} made ${typeof answer === 'string' ? answer : '(no path)'}`);
  report.progress(90);
  const facts = await takeProduct({ name, answer, folder, level1: reader.header, output });
  report.progress(100);
  return { plugin: name, ...facts };
}

async function answerOf(request: PluginRequest, name: string, report: StageReport): Promise<unknown> {
  switch (extname(request.plugin)) {
    case '.js':
    case '.mjs':
      return runJavaScript(request, name);
    case '.py':
      return runPython(request, name, report);
    default:
      throw new OperationsError('PLUGIN_FAILED', `${name} is no plugin: those end in .js, .mjs or .py.`);
  }
}
