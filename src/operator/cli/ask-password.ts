import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { passwordProblem, SHORTEST_PASSWORD } from '../../adapters/access/password.js';
import { CommandError } from '../reading/command-error.js';
import type { Io } from './io.js';

/**
 * Gets a new password: on a terminal it is asked twice and not shown, else it is the first line of standard input. It is
 * never an argument, which every user of the host could read in the list of processes. Throws a CommandError when
 * there is none, when the two differ, and when it will not do.
 */
export async function newPassword(io: Io, name: string): Promise<string> {
  const input = io.input ?? process.stdin;
  const terminal = input.isTTY === true;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // One reader for both questions: between two of them the terminal would show what is typed.
  const reader = createInterface({ input, output: nowhere, terminal, historySize: 0 });
  reader.once('SIGINT', () => reader.close());
  const lines = reader[Symbol.asyncIterator]();
  const ask = async (prompt: string) => {
    if (terminal) io.stderr(prompt);
    const line = await lines.next();
    if (terminal) io.stderr('\n');
    return line.done ? '' : line.value;
  };
  try {
    const password = await ask(`New password of ${name} (at least ${SHORTEST_PASSWORD} characters): `);
    refuseUnfit(password);
    if (terminal && (await ask('The same again: ')) !== password)
      throw new CommandError('REFUSED', 'The two passwords differ, so nothing was changed.', 'Try again.');
    return password;
  } finally {
    reader.close();
  }
}

function refuseUnfit(password: string): void {
  if (password === '') {
    throw new CommandError(
      'REFUSED',
      'No password was given, so nothing was changed.',
      'Type it when it is asked, or give it as one line on standard input.',
    );
  }
  const problem = passwordProblem(password);
  if (problem !== undefined)
    throw new CommandError(
      'REFUSED',
      problem,
      'Nothing was changed. Choose another one, such as four unrelated words.',
    );
}
