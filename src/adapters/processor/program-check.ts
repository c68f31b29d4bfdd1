import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { OperationsError } from '../../domain/failures.js';
import { hasCode } from '../files/io-error.js';

/**
 * Makes sure that the system can run a program: it is there, is a file with the execute bit, and is a program of this
 * kind of machine or a script whose interpreter is there. Throws OperationsError PROCESSOR_MISSING or
 * PROCESSOR_NOT_EXECUTABLE.
 *
 * @param path - absolute
 * @param name - how the sentence calls it, such as `L1/proc-1.0/bin/L1Processor`
 */
export async function checkProgram(path: string, name = path): Promise<void> {
  const isFile = await stat(path).then(
    (stats) => stats.isFile(),
    (error: unknown) => {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) throw missing(name);
      if (hasCode(error, 'EACCES'))
        throw notExecutable(name, 'a directory above it is closed to the station');
      throw error;
    },
  );
  if (!isFile) throw notExecutable(name, 'it is not a file');
  if (!(await isAllowed(path, constants.X_OK))) throw notExecutable(name, 'it has no execute permission');
  const head = await readHead(path);
  if (head === undefined) return;
  const reason = await whyNotRunnable(head);
  if (reason !== undefined) throw notExecutable(name, reason);
}

/** Throws OperationsError UNEXPECTED unless the directory in which a program is to run is there. */
export async function checkWorkingDirectory(path: string): Promise<void> {
  try {
    if ((await stat(path)).isDirectory()) return;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  throw new OperationsError('UNEXPECTED', `The working directory ${path} of the processor is not there.`);
}

/** PROCESSOR_MISSING for a program or its configuration. */
export function missing(name: string): OperationsError {
  return new OperationsError('PROCESSOR_MISSING', `${name} is not there.`, [name]);
}

/** PROCESSOR_NOT_EXECUTABLE with the reason. */
export function notExecutable(name: string, reason: string): OperationsError {
  return new OperationsError('PROCESSOR_NOT_EXECUTABLE', `${name} cannot be run: ${reason}.`, [name]);
}

/** A script may name a script as its interpreter; Linux follows that so far. */
const DEEPEST_SCRIPT = 4;

async function isAllowed(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch (error) {
    if (hasCode(error, 'EACCES') || hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}

async function readHead(path: string): Promise<Buffer | undefined> {
  // A program may be run without being readable; then the system alone can tell.
  if (!(await isAllowed(path, constants.R_OK))) return undefined;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function whyNotRunnable(head: Buffer, depth = 0): Promise<string | undefined> {
  if (head.length === 0) return 'it is empty';
  const text = head.toString('latin1');
  if (text.startsWith('\x7fELF')) {
    const own = await readHead(process.execPath);
    return own && isOtherMachine(head, own) ? 'it was built for another kind of machine' : undefined;
  }
  const interpreter = /^#![ \t]*([^\s]+)/.exec(text)?.[1];
  // Without this, the C library would feed any executable text to /bin/sh.
  if (interpreter === undefined) return 'it is neither a program nor a script that begins with #!';
  const named = `its first line names ${JSON.stringify(interpreter)}, which`;
  if (!(await isAllowed(interpreter, constants.X_OK)) || !(await stat(interpreter)).isFile()) {
    return `${named} is not there or cannot be run`;
  }
  const next = depth < DEEPEST_SCRIPT ? await readHead(interpreter) : undefined;
  return next && (await whyNotRunnable(next, depth + 1)) && `${named} is itself no program`;
}

/** ELF header: byte 5 is the byte order, bytes 18 and 19 the machine. A 64-bit x86 (62) also runs 32-bit programs (3). */
function isOtherMachine(head: Buffer, own: Buffer): boolean {
  if (head[5] !== own[5]) return true;
  const [machine, ours] = [head.readUInt16LE(18), own.readUInt16LE(18)];
  return machine !== ours && !(machine === 3 && ours === 62);
}
