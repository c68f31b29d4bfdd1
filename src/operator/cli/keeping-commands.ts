import type { Command } from 'commander';
import type { DataDay } from '../../domain/data-day.js';
import { dayArgument, textArgument } from './arguments.js';
import type { Run } from './program.js';

/** `ledger rebuild` and `archive verify`. */
export function keepingCommands(program: Command, run: Run): void {
  const ledger = program.command('ledger').description('the database of what happened');
  ledger
    .command('rebuild')
    .description('make the ledger anew from archive, kept mail and Temporal, while the station is stopped')
    .option('--without-temporal', 'ask archive and mail only')
    .option('--into <place>', 'a SQLite file, or the URL of an empty PostgreSQL database', textArgument)
    .action((options: { withoutTemporal?: boolean; into?: string }) =>
      run(async (session) => (await import('./keeping.js')).rebuild(session, options)),
    );
  const archive = program.command('archive').description('the files that were archived');
  archive
    .command('verify')
    .description('compare filenames.tbl with the disk and with the ledger')
    .option('--day <day>', 'only the files of a product day', dayArgument)
    .option('--from <day>', 'only the files from this product day on', dayArgument)
    .option('--to <day>', 'only the files up to this product day', dayArgument)
    .option('--quick', 'sizes only, no checksums')
    .action((options: { day?: DataDay; from?: DataDay; to?: DataDay; quick?: boolean }, command: Command) => {
      if (options.day !== undefined && (options.from !== undefined || options.to !== undefined))
        command.error("error: say either '--day' or '--from' and '--to'");
      return run(async (session) => (await import('./keeping.js')).verify(session, options));
    });
}
