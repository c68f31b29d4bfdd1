import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomic } from '../../src/adapters/files/atomic-write.js';
import { classifyIoError, freeBytes, rethrowIo } from '../../src/adapters/files/io-error.js';
import { moveFile } from '../../src/adapters/files/move.js';
import { OperationsError } from '../../src/domain/failures.js';
import { NO_TINY_DISK, tinyDisk } from './fixtures/tiny-disk.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sipstream-files-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const at = (...names: string[]): string => join(root, ...names);

describe('errors of the disk', () => {
  it('names the directory and the free bytes of a full disk, and keeps the file that was there', async (context) => {
    const tiny = await tinyDisk(at('disk'), 64);
    if (tiny === undefined) return context.skip(NO_TINY_DISK);
    const disk = tiny.path;
    try {
      await writeFileAtomic(join(disk, 'products', 'table'), 'before');
      const error: unknown = await writeFileAtomic(
        join(disk, 'products', 'table'),
        Buffer.alloc(100_000),
      ).catch((thrown: unknown) => thrown);
      const failure = classifyIoError(error, 'Writing the table');
      expect(failure).toBeInstanceOf(OperationsError);
      expect(failure?.code).toBe('DISK_FULL');
      expect(failure?.message).toMatch(
        /^Writing the table: the disk is full in .*\/disk\/products \([\d,]+ bytes free\)\.$/,
      );
      expect(await readFile(join(disk, 'products', 'table'), 'utf8')).toBe('before');
      expect(await readdir(join(disk, 'products'))).toEqual(['table']);

      await writeFile(at('big'), Buffer.alloc(100_000, 1));
      const moved: unknown = await moveFile(at('big'), join(disk, 'big')).catch((thrown: unknown) => thrown);
      expect(classifyIoError(moved, 'Moving')?.code).toBe('DISK_FULL');
      expect((await stat(at('big'))).size).toBe(100_000);
      expect(await readdir(disk)).toEqual(['products']);
    } finally {
      tiny.remove();
    }
  });

  it('classifies what /dev/full answers', async () => {
    const error: unknown = await writeFile('/dev/full', 'x').catch((thrown: unknown) => thrown);
    expect(classifyIoError(error, 'Writing')?.code).toBe('DISK_FULL');
  });

  it('names a directory that is not writable', async () => {
    await mkdir(at('locked'), { mode: 0o555 });
    await chmod(root, 0o755);
    // The superuser may write anywhere, so where the tests run as root this one does not.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    const error: unknown = await writeFileAtomic(at('locked', 'f'), 'x').catch((thrown: unknown) => thrown);
    if (isRoot) process.seteuid?.(0);
    const failure = classifyIoError(error, 'Writing the PCF');
    expect(failure?.code).toBe('NOT_WRITABLE');
    expect(failure?.message).toContain(`must be able to read and write ${at('locked')}`);
  });

  it('names a directory on a file system that is mounted read-only', async (context) => {
    const tiny = await tinyDisk(at('disk'), 64);
    if (tiny === undefined) return context.skip(NO_TINY_DISK);
    const disk = tiny.path;
    try {
      tiny.makeReadOnly();
      const error: unknown = await writeFileAtomic(join(disk, 'f'), 'x').catch((thrown: unknown) => thrown);
      const failure = classifyIoError(error, 'Writing the PCF');
      expect(failure?.code).toBe('NOT_WRITABLE');
      expect(failure?.message).toBe(
        `Writing the PCF: ${disk} is on a file system that is mounted read-only.`,
      );
      const deeper = join(disk, 'L0/2026/11/f');
      const refused: unknown = await writeFileAtomic(deeper, 'x').catch((thrown: unknown) => thrown);
      expect(classifyIoError(refused, 'Writing')?.message).toBe(
        `Writing: ${disk} is on a file system that is mounted read-only.`,
      );
    } finally {
      tiny.remove();
    }
  });

  it('leaves other errors to the caller', async () => {
    const error: unknown = await readFile(at('none')).catch((thrown: unknown) => thrown);
    expect(classifyIoError(error, 'Reading')).toBeUndefined();
    expect(() => rethrowIo(error, 'Reading')).toThrow(error as Error);
  });

  it('tells the free bytes of a disk as df does', async () => {
    const df = (): number =>
      Number(execFileSync('df', ['--output=avail', '-B1', root], { encoding: 'utf8' }).split('\n')[1]);
    const [before, free, after] = [df(), await freeBytes(root), df()];
    // Others write on the same disk meanwhile.
    expect(Math.abs(free - before)).toBeLessThan(Math.abs(after - before) + 1_000_000_000);
  });
});
