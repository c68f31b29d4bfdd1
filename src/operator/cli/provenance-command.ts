import type { Command } from 'commander';
import type { DataDay } from '../../domain/data-day.js';
import type { ProvenanceQuestion } from '../reading/provenance.js';
import { dayArgument, levelArgument } from './arguments.js';
import type { Run } from './program.js';

/** The command `provenance`. */
export function provenanceCommand(program: Command, run: Run): void {
  program
    .command('provenance')
    .description('what the products of a day were made from, by what, and by whose decision')
    .argument('<day>', 'product day', dayArgument)
    .option('--level <level>', 'only this level', levelArgument)
    .option('--file <product>', 'only this product, by its name')
    .action((day: DataDay, question: ProvenanceQuestion) =>
      run(async (session) => (await import('./provenance.js')).provenance(session, day, question)),
    );
}
