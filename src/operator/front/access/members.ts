import { RereadFile } from '../../../adapters/files/reread-file.js';
import {
  MEMBER_NAME,
  PROJECT_CODE,
  readProjects,
  type Project,
} from '../../../adapters/scops/projects-file.js';
import type { PasswordHash } from '../../../adapters/access/password.js';

/** A user of a project, as sessions and limits know one: `GB18_00/anna`. */
export interface Member {
  readonly name: string;
  readonly password: PasswordHash;
  readonly project: Project;
  /** The name within the project. */
  readonly user: string;
}
/** All who may log in, by `<project>/<user>`. */
export type Members = ReadonlyMap<string, Member>;

/** What a member can be called. */
export const MEMBER = new RegExp(`${PROJECT_CODE.source.slice(0, -1)}/${MEMBER_NAME.source.slice(1)}`);

/**
 * The name of a member, from the project and the user's name; a user who is named like the project, as those that came
 * from SCOPS, need not be said.
 */
export function memberName(project: string, user: string): string {
  return `${project}/${user === '' ? project : user}`;
}

/** Who may log in, as the projects file has it now. */
export class MemberList {
  readonly #file: RereadFile<Members>;

  constructor(path: string) {
    this.#file = new RereadFile(path, async (there) => membersOf((await readProjects(there)).values()));
  }

  /** Throws OperationsError STATION_CONFIG for as long as the file is damaged. */
  async now(): Promise<Members> {
    return (await this.#file.now()) ?? new Map();
  }
}

function membersOf(projects: Iterable<Project>): Members {
  const members = new Map<string, Member>();
  for (const project of projects)
    for (const { name: user, password } of project.users) {
      const name = memberName(project.code, user);
      members.set(name, { name, password, project, user });
    }
  return members;
}
