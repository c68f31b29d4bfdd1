import { readFile } from 'node:fs/promises';
import { hashPassword } from '../../adapters/access/password.js';
import {
  MEMBER_NAME,
  PROJECT_CODE,
  readProjects,
  writeProjects,
  type Project,
  type ProjectFlight,
  type Projects,
} from '../../adapters/scops/projects-file.js';
import { readConfig, stationPaths } from '../../adapters/station/config.js';
import { flightName } from '../../domain/scops/names.js';
import { CommandError } from '../reading/command-error.js';
import { table } from '../words/layout.js';
import { newPassword } from './ask-password.js';
import type { Session } from './io.js';

/** `project add`: the users of a project that is there already stay. */
export async function addProject(
  session: Session,
  code: string,
  said: { readonly folder: string; readonly title?: string; readonly flight?: readonly ProjectFlight[] },
): Promise<number> {
  const { folder, title, flight } = said;
  await change(session, (projects) => {
    const before = projects.get(code);
    const called = title ?? before?.title;
    const flights = [...(flight ?? before?.flights ?? [])];
    projects.set(code, {
      ...{ code, folder, flights, users: before?.users ?? [] },
      ...(called !== undefined && { title: called }),
    });
  });
  return told(session, { project: { code, folder } }, [
    `Project ${code} has its deliveries below ${folder}.`,
    `${session.program} project user add ${code} NAME lets somebody order.`,
  ]);
}

/** `project list`. */
export async function listProjects(session: Session): Promise<number> {
  const shown = [...(await readProjects(await projectsPath(session))).values()].map((project) => ({
    ...project,
    flights: project.flights.map(flightName),
    users: project.users.map(({ name }) => name),
  }));
  session.answer({ projects: shown }, () => {
    if (shown.length === 0)
      return ['There are no projects: nobody can order.', `${session.program} project add CODE --folder DIR`];
    const rows = shown.map(({ code, folder, flights, users }) => [
      code,
      users.join(' ') || 'none',
      flights.join(' ') || 'as found',
      folder,
    ]);
    const heads = [{ title: 'PROJECT' }, { title: 'USERS' }, { title: 'FLIGHTS' }, { title: 'FOLDER' }];
    return table(heads, rows, session.style);
  });
  return 0;
}

/** `project remove`. */
export async function removeProject(session: Session, code: string): Promise<number> {
  await change(session, (projects) => {
    known(session, projects, code);
    projects.delete(code);
  });
  return told(session, { removed: { project: code } }, [
    `Nobody of ${code} can log in any more. Its orders stay as they are.`,
  ]);
}

/** `project user add`. */
export async function addProjectUser(session: Session, code: string, name: string): Promise<number> {
  const { users } = known(session, await readProjects(await projectsPath(session)), code);
  if (users.some((user) => user.name.toLowerCase() === name.toLowerCase())) {
    throw new CommandError(
      'REFUSED',
      `${code} has a user '${name}' already.`,
      `\`${session.program} project user passwd ${code} ${name}\` sets a new password.`,
    );
  }
  await putPassword(session, code, name);
  return told(session, { added: { project: code, name } }, [`${name} may order flight lines of ${code}.`]);
}

/** `project user remove`. */
export async function removeProjectUser(session: Session, code: string, name: string): Promise<number> {
  await change(session, (projects) => {
    const project = knownUser(session, projects, code, name);
    projects.set(code, { ...project, users: project.users.filter((user) => user.name !== name) });
  });
  return told(session, { removed: { project: code, name } }, [
    `${name} may not log in for ${code} any more, and has been logged out.`,
  ]);
}

/** `project user passwd`. */
export async function setProjectPassword(session: Session, code: string, name: string): Promise<number> {
  knownUser(session, await readProjects(await projectsPath(session)), code, name);
  await putPassword(session, code, name);
  return told(session, { changed: { project: code, name } }, [
    `${name} of ${code} has a new password, and has been logged out where logged in with the old one.`,
  ]);
}

/**
 * `project import`: each line of SCOPS's file becomes a project with one user of the same name. Throws a CommandError that
 * names the line when it is no such file; nothing is changed then.
 */
export async function importProjects(session: Session, file: string, pattern: string): Promise<number> {
  const rows = csvRows(await readFile(file, 'utf8'));
  const hashed = await Promise.all(
    rows.map(async ({ code, password }) => ({ code, password: await hashPassword(password) })),
  );
  await change(session, (projects) => {
    for (const { code, password } of hashed) {
      const before = projects.get(code);
      const others = (before?.users ?? []).filter(({ name }) => name !== code);
      projects.set(code, {
        ...{ code, folder: pattern.replaceAll('{}', code), flights: [] },
        ...before,
        users: [...others, { name: code, password }],
      });
    }
  });
  const codes = rows.map(({ code }) => code);
  return told(session, { imported: codes }, [
    `${codes.length} ${codes.length === 1 ? 'project' : 'projects'} imported: ${codes.join(' ')}.`,
    `Each has one user, called as the project. ${file} still has the passwords in plain text: remove it.`,
  ]);
}

function csvRows(text: string): { readonly code: string; readonly password: string }[] {
  const rows: { code: string; password: string }[] = [];
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.replace(/^\uFEFF/, '');
    if (line.trim() === '' || (index === 0 && /^project\s*,\s*password$/i.test(line.trim()))) continue;
    const comma = line.indexOf(',');
    const code = line.slice(0, Math.max(0, comma)).trim();
    const password = line.slice(comma + 1).trim();
    if (!PROJECT_CODE.test(code) || !MEMBER_NAME.test(code) || password === '')
      throw new CommandError('REFUSED', `Line ${index + 1} is not project,password.`, 'Nothing was changed.');
    if (rows.some((row) => row.code === code))
      throw new CommandError('REFUSED', `Line ${index + 1} has '${code}' again.`, 'Nothing was changed.');
    rows.push({ code, password });
  }
  return rows;
}

async function putPassword(session: Session, code: string, name: string): Promise<void> {
  const password = await hashPassword(await newPassword(session.io, name));
  await change(session, (projects) => {
    const project = known(session, projects, code);
    const others = project.users.filter((user) => user.name !== name);
    projects.set(code, { ...project, users: [...others, { name, password }] });
  });
}

async function projectsPath(session: Session): Promise<string> {
  return stationPaths(session.home, await readConfig(session.home)).projects;
}

/** Changes the file as it is now: typing a password took its time, and somebody else may have been added meanwhile. */
async function change(session: Session, edit: (projects: Map<string, Project>) => void): Promise<void> {
  const path = await projectsPath(session);
  const projects = new Map(await readProjects(path));
  edit(projects);
  await writeProjects(path, projects);
}

function known(session: Session, projects: Projects, code: string): Project {
  const project = projects.get(code);
  if (project) return project;
  const next = `\`${session.program} project list\` names all.`;
  throw new CommandError('NOT_KNOWN', `There is no project '${code}'.`, next);
}

function knownUser(session: Session, projects: Projects, code: string, name: string): Project {
  const project = known(session, projects, code);
  if (project.users.some((user) => user.name === name)) return project;
  const next = `\`${session.program} project list\` names all.`;
  throw new CommandError('NOT_KNOWN', `${code} has no user '${name}'.`, next);
}

function told(session: Session, document: unknown, lines: readonly string[]): number {
  session.answer(document, () => lines);
  return 0;
}
