import { OperationsError } from '../../../domain/failures.js';

/** Whether a word means to a shell just what it says. */
export function isPlain(word: string): boolean {
  return /^[\w@%+=:,./-]+$/.test(word);
}

/** A word as POSIX shells read it back, whatever it holds. */
export function shellWord(word: string): string {
  return isPlain(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * A command as one line for a shell. Throws OperationsError REFUSED for a control character: job systems look for
 * options of their own at the beginnings of lines, in quotes too.
 */
export function commandLine(program: string, args: readonly string[]): string {
  const words = [program, ...args];
  const broken = words.find((word) => /\p{Cc}/u.test(word));
  if (broken !== undefined)
    throw new OperationsError(
      'REFUSED',
      `A job cannot be given ${JSON.stringify(broken.slice(0, 100))}: it holds a control character.`,
    );
  return words.map(shellWord).join(' ');
}

/** A name that every job system takes as it is: letters, digits, `_`, `.`, `-`, and a letter first. */
export function jobName(text: string): string {
  const safe = text.replace(/[^A-Za-z0-9_.-]/g, '_');
  return /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
}
