import { runCommand } from './program.js';
import { processWatcher } from './watcher.js';

// Whoever reads may stop reading (`sipstream status | head`): that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

process.exitCode = await runCommand(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY === true,
  environment: process.env,
  now: Date.now,
  watcher: processWatcher,
});
