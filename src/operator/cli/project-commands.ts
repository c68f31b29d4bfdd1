import { isAbsolute, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { MEMBER_NAME, PROJECT_CODE, type ProjectFlight } from '../../adapters/scops/projects-file.js';
import type { Run } from './program.js';

/** `project …`: who may order flight lines, and of which flights. */
export function projectCommands(program: Command, run: Run): void {
  const group = program.command('project').description('who may order flight lines, and of which flights');
  const load = () => import('./projects.js');
  group
    .command('add')
    .description('add a project, or say anew where it lies and which flights it has')
    .argument('<code>', 'code of the project, such as GB18_00', code)
    .requiredOption('--folder <dir>', 'its source folder: deliveries lie below it', folder)
    .option('--title <text>', 'how the pages call it')
    .option('--flight <flight...>', 'a flight that may be ordered: year and day, such as 2018123a', flights)
    .action((name: string, said: { folder: string; title?: string; flight?: ProjectFlight[] }) =>
      run(async (session) => (await load()).addProject(session, name, said)),
    );
  group
    .command('list')
    .description('the projects, their flights and users')
    .action(() => run(async (session) => (await load()).listProjects(session)));
  group
    .command('remove')
    .description('let nobody of a project in any more; its orders stay')
    .argument('<code>', 'code of the project', code)
    .action((name: string) => run(async (session) => (await load()).removeProject(session, name)));
  group
    .command('import')
    .description('take projects and passwords from a CSV file of SCOPS: project,password; keeps hashes only')
    .argument('<file>', 'the CSV file')
    .requiredOption('--folder <pattern>', 'source folder of a project; {} stands for its code', folder)
    .action((file: string, said: { folder: string }) =>
      run(async (session) => (await load()).importProjects(session, file, said.folder)),
    );

  const user = group.command('user').description('who may log in for a project');
  user
    .command('add')
    .description('let somebody order; the password is asked, or read from standard input')
    .argument('<code>', 'code of the project', code)
    .argument('<name>', 'login name', member)
    .action((project: string, name: string) =>
      run(async (session) => (await load()).addProjectUser(session, project, name)),
    );
  user
    .command('remove')
    .description('let somebody log in no more; ends the sessions of that user')
    .argument('<code>', 'code of the project', code)
    .argument('<name>', 'login name', member)
    .action((project: string, name: string) =>
      run(async (session) => (await load()).removeProjectUser(session, project, name)),
    );
  user
    .command('passwd')
    .description('set a new password; ends the sessions of that user')
    .argument('<code>', 'code of the project', code)
    .argument('<name>', 'login name', member)
    .action((project: string, name: string) =>
      run(async (session) => (await load()).setProjectPassword(session, project, name)),
    );
}

function code(text: string): string {
  if (PROJECT_CODE.test(text)) return text;
  throw new InvalidArgumentError('It must be 1 to 40 letters, digits, dots, hyphens and underscores.');
}

function member(text: string): string {
  if (MEMBER_NAME.test(text)) return text;
  throw new InvalidArgumentError('It must be 1 to 32 letters, digits, dots, hyphens and underscores.');
}

function folder(text: string): string {
  return isAbsolute(text) ? text : resolve(text);
}

function flights(text: string, before: ProjectFlight[] = []): ProjectFlight[] {
  const [, year, day, sortie] = /^(\d{4})(\d{3})([a-z]?)$/.exec(text) ?? [];
  const julianDay = Number(day);
  if (year === undefined || !(julianDay >= 1 && julianDay <= 366))
    throw new InvalidArgumentError(
      'It must be year, day of the year and perhaps a letter, such as 2018123a.',
    );
  return [...before, { year: Number(year), julianDay, sortie: sortie! }];
}
