import { execa } from 'execa';
import { PYTHON_RUNNER } from '../../adapters/scops/plugins.js';
import { OperationsError } from '../../domain/failures.js';
import type { PluginRequest, StageReport } from '../contract.js';

/**
 * Runs a plugin in Python: a program that prints the path of its product as its last line, or a module of SCOPS with
 * `run(output_folder, hsi_filename)`. All that it prints is in the log. Returns the last line of its output (undefined when
 * there is none). Throws OperationsError PLUGIN_FAILED when Python cannot be started or doesn't end with 0.
 */
export async function runPython(
  request: PluginRequest,
  name: string,
  report: StageReport,
): Promise<string | undefined> {
  const { plugin, python, folder, level1 } = request;
  // It is ended with this process.
  const child = execa(python, [PYTHON_RUNNER, plugin, folder, level1], {
    cwd: folder,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    env: { PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
  });
  const lines = async (from: 'stdout' | 'stderr') => {
    let last: string | undefined;
    for await (const line of child.iterable({ from })) {
      report.say(line);
      if (line.trim() !== '') last = line.trim();
    }
    return last;
  };
  const [said, complaint, ended] = await Promise.all([lines('stdout'), lines('stderr'), child]);
  if (!ended.failed) return said;
  const how =
    ended.exitCode !== undefined
      ? `ended with status ${ended.exitCode}`
      : ended.signal !== undefined
        ? `was ended by ${ended.signal}`
        : `could not be started with ${python} (${ended.code ?? ended.shortMessage})`;
  throw new OperationsError('PLUGIN_FAILED', `${name} ${how}${complaint ? `: ${complaint}` : '.'}`);
}
