import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { OperationsError } from '../../domain/failures.js';
import { PROJECT } from '../../domain/scops/check-about.js';
import { passwordHashSchema } from '../access/password.js';
import { hasCode } from '../files/io-error.js';
import { writePrivate } from '../files/write-private.js';

/** What a project's code may be made of: what orders may name. */
export const PROJECT_CODE = PROJECT;
/** What a user of a project may be called. */
export const MEMBER_NAME = /^[A-Za-z0-9._-]{1,32}$/;

const memberSchema = z.strictObject({
  name: z.string().regex(MEMBER_NAME, 'must be 1 to 32 letters, digits, dots, hyphens and underscores'),
  password: passwordHashSchema,
});
const flightSchema = z.strictObject({
  year: z.number().int().min(1980).max(2200),
  julianDay: z.number().int().min(1).max(366),
  /** A letter where several flights were made on a day, else ''. */
  sortie: z.string().regex(/^[a-z]?$/, "must be a letter or ''"),
  /** Where its delivery is, if that is another folder than the project's. */
  folder: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
});
const projectSchema = z.strictObject({
  code: z.string().regex(PROJECT_CODE, 'must be 1 to 40 letters, digits, dots, hyphens and underscores'),
  title: z.string().max(200).optional(),
  /** The source folder: deliveries lie below it. */
  folder: z.string().refine(isAbsolute, 'must be an absolute path'),
  /** The flights that may be ordered. */
  flights: z.array(flightSchema).default([]),
  users: z.array(memberSchema),
});
const projectsSchema = z.strictObject({ projects: z.array(projectSchema) });

/** A user of a project. */
export type ProjectUser = z.infer<typeof memberSchema>;
/** A flight of a project. */
export type ProjectFlight = z.infer<typeof flightSchema>;
/** A project: who may order, and of what. */
export type Project = z.infer<typeof projectSchema>;
/** All projects, by code. */
export type Projects = ReadonlyMap<string, Project>;

/**
 * Reads the projects; none when there is no file. Throws OperationsError STATION_CONFIG when it is damaged.
 */
export async function readProjects(path: string): Promise<Projects> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return new Map();
    throw damaged(path, `it cannot be read: ${(error as Error).message}`, error);
  }
  return parseProjects(path, text);
}

/** Understands the text of a projects file; `path` is how the sentence calls it. Throws as {@link readProjects} does. */
export function parseProjects(path: string, text: string): Projects {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(path, 'it is no JSON', error);
  }
  const result = projectsSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw damaged(path, `${issue!.path.join('.') || 'the whole'}: ${issue!.message}`, result.error);
  }
  const projects = new Map<string, Project>();
  for (const project of result.data.projects) {
    if (projects.has(project.code)) throw damaged(path, `it has the project '${project.code}' twice`);
    const names = new Set(project.users.map(({ name }) => name));
    if (names.size < project.users.length) throw damaged(path, `project '${project.code}' has a user twice`);
    projects.set(project.code, project);
  }
  return projects;
}

/** Writes the projects, whole or not at all, readable by the station alone. */
export async function writeProjects(path: string, projects: Projects): Promise<void> {
  const sorted = [...projects.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  await writePrivate(path, `${JSON.stringify({ projects: sorted }, undefined, 2)}\n`);
}

function damaged(path: string, what: string, cause?: unknown): OperationsError {
  const sentence = `${path} is damaged (${what.replace(/\.$/, '')}). Bring it back from a backup, or move it away and add the projects again.`;
  return new OperationsError('STATION_CONFIG', sentence, [], { cause });
}
