import { isAbsolute, join } from 'node:path';
import { execa } from 'execa';
import { findProgram, isExecutable, type Environment } from '../../adapters/programs.js';
import { listPlugins } from '../../adapters/scops/plugins.js';
import type { ScopsConfig } from '../../domain/scops/config.js';
import { counted } from '../../domain/words.js';
import { firstLine, type DoctorCheck } from './check.js';

/** What each job system is asked besides the command that sends a job. */
const ASKED = { qsub: ['qstat', 'qdel'], bsub: ['bjobs', 'bkill'], sbatch: ['squeue', 'scancel'] } as const;
const APL = ['aplmask', 'aplcorr', 'apltran', 'aplmap'] as const;
/** Reads a program without running it. */
const PARSE = 'import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read(), sys.argv[1])';

/** The programs of a job system that lines are sent to. */
export function checkJobs({ jobs }: ScopsConfig, environment: Environment): DoctorCheck[] {
  const { system, command, process } = jobs;
  if (system === 'local') return [];
  const lacking = [command ?? system, ...ASKED[system]].filter((name) => !isThere(name, environment));
  const check = { name: `Job system ${system}`, required: true };
  const checks: DoctorCheck[] = [
    lacking.length === 0
      ? { ...check, ok: true, found: [command ?? system, ...ASKED[system]].join(', ') }
      : {
          ...check,
          ok: false,
          problem: `Lines are jobs of ${system}, and this host has no ${lacking.join(', ')}.`,
          next: "Put the job system's programs on PATH, or choose `local` in `scops: jobs: system:` (QSUB_SYSTEM).",
        },
  ];
  const program = process?.split(/\s+/)[0];
  if (program !== undefined && !isThere(program, environment))
    checks.push({
      name: 'PROCESS_COMMAND',
      ok: false,
      required: true,
      problem: `The command of jobs, ${program}, is not there or cannot be executed.`,
      next: 'Correct `scops: jobs: process:`, or leave it out: the station has its own.',
    });
  return checks;
}

/** The executables of APL, where they are to be used. */
export function checkApl({ apl, dem }: ScopsConfig): DoctorCheck[] {
  if (apl === null) return [];
  const check = { name: 'APL', required: true };
  const lacking = APL.filter((name) => !isExecutable(join(apl, name)));
  if (lacking.length > 0)
    return [
      {
        ...check,
        ok: false,
        problem: `APL is to be used, and ${apl} has no executable ${lacking.join(', ')}.`,
        next: 'Install APL there, or leave `scops: apl:` out: the built-in chain makes the same stages.',
      },
    ];
  if (dem.osngGrid === null)
    return [
      {
        ...check,
        ok: false,
        required: false,
        problem: 'APL makes the British National Grid with its NTv2 grid only, and none is configured.',
        next: 'Name the grid in `scops: dem: osngGrid:` (OSNG_SEPERATION_FILE).',
      },
    ];
  return [{ ...check, ok: true, found: apl }];
}

/** The plugins that may be ordered: each can be read by what runs it. */
export async function checkPlugins(
  { plugins: folders, python }: ScopsConfig,
  environment: Environment,
): Promise<DoctorCheck[]> {
  const { plugins, refused } = await listPlugins(folders);
  const inPython = plugins.filter(({ file }) => file.endsWith('.py'));
  const interpreter = isAbsolute(python)
    ? isExecutable(python)
      ? python
      : undefined
    : findProgram(python, environment);
  const checks: DoctorCheck[] = refused.map(({ file, sentence }) => ({
    name: 'Plugin',
    ok: false,
    required: false,
    problem: `${file} is not offered: ${sentence.replace(/\.$/, '')}.`,
    next: 'Rename it, or correct `scops: plugins:`.',
  }));
  if (inPython.length > 0 && interpreter === undefined)
    checks.push({
      name: 'Python',
      ok: false,
      required: false,
      problem: `${counted(inPython.length, 'plugin')} in Python cannot run: there is no ${python}.`,
      next: 'Install Python 3, or name it in `scops: python:`.',
    });
  const good: string[] = [];
  for (const { name, file } of plugins) {
    const isPython = file.endsWith('.py');
    if (isPython && interpreter === undefined) continue;
    const { failed, stderr } = await (isPython
      ? execa(interpreter!, ['-c', PARSE, file], { reject: false })
      : execa(process.execPath, ['--check', file], { reject: false }));
    if (!failed) good.push(name);
    else
      checks.push({
        name: `Plugin ${name}`,
        ok: false,
        required: false,
        problem: `${file} cannot be read as a program: ${lastWords(stderr)}.`,
        next: 'Correct it, or take it out of the folder: orders that want it would fail.',
      });
  }
  if (good.length > 0) checks.push({ name: 'Plugins', ok: true, required: false, found: good.join(', ') });
  return checks;
}

/** What an interpreter says is wrong. */
function lastWords(stderr: string): string {
  const words = stderr.split('\n').findLast((line) => /^\w*Error\b/.test(line)) ?? firstLine(stderr);
  return words.replace(/\.$/, '');
}

function isThere(program: string, environment: Environment): boolean {
  return isAbsolute(program) ? isExecutable(program) : findProgram(program, environment) !== undefined;
}
