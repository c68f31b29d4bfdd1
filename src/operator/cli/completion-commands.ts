import { Argument, type Command } from 'commander';
import { ASKED_KINDS, type AskedKind } from '../words/completion/tree.js';
import type { Shell } from './completion.js';
import type { Run } from './program.js';

/** `completion`, and what its scripts ask. */
export function completionCommands(program: Command, run: Run): void {
  program
    .command('completion')
    .description('print the completion of a shell: source <(sipstream completion bash)')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .action((shell: Shell) =>
      run(async (session) => {
        const { completionScript } = await import('./completion.js');
        session.io.stdout(completionScript(shell, program));
        return 0;
      }),
    );
  program
    .command('__complete', { hidden: true })
    .addArgument(new Argument('<what>').choices(ASKED_KINDS))
    .argument('[day]')
    .argument('[level]')
    .action((what: AskedKind, day: string | undefined, level: string | undefined) =>
      run(async (session) =>
        (await import('./complete.js')).complete(session, what, day || undefined, level || undefined),
      ),
    );
}
