import { InvalidArgumentError, Option, type Command } from 'commander';
import { USER_NAME } from '../board/access/users-file.js';
import type { Role } from '../board/access/policy.js';
import type { Run } from './program.js';

/** `user …`: who may log in to the board. */
export function userCommands(program: Command, run: Run): void {
  const group = program.command('user').description('who may log in to the board');
  const load = () => import('./users.js');
  group
    .command('add')
    .description('let somebody log in; the password is asked, or read from standard input')
    .argument('<name>', 'login name', nameArgument)
    .addOption(
      new Option('--role <role>', 'a viewer only reads')
        .choices(['viewer', 'operator'])
        .makeOptionMandatory(),
    )
    .action((name: string, { role }: { role: Role }) =>
      run(async (session) => (await load()).addUser(session, name, role)),
    );
  group
    .command('remove')
    .description('let somebody log in no more; ends the sessions of that user')
    .argument('<name>', 'login name', nameArgument)
    .action((name: string) => run(async (session) => (await load()).removeUser(session, name)));
  group
    .command('list')
    .description('who may log in')
    .action(() => run(async (session) => (await load()).listUsers(session)));
  group
    .command('password')
    .description('set a new password; ends the sessions of that user')
    .argument('<name>', 'login name', nameArgument)
    .action((name: string) => run(async (session) => (await load()).setPassword(session, name)));
}

/** A login name. */
function nameArgument(text: string): string {
  if (!USER_NAME.test(text))
    throw new InvalidArgumentError('It must be 1 to 32 letters, digits, dots, hyphens and underscores.');
  return text;
}
