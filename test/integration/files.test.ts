import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendLine } from '../../src/adapters/files/append-line.js';
import { writeFileAtomic, writeFileOnce } from '../../src/adapters/files/atomic-write.js';
import { digestFile, digestTree } from '../../src/adapters/files/digest.js';
import { removeTree } from '../../src/adapters/files/move.js';
import { NotARegularFileError, safeStat } from '../../src/adapters/files/safe-open.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sipstream-files-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const at = (...names: string[]): string => join(root, ...names);

describe('writeFileAtomic', () => {
  it('makes parent directories, replaces the content and leaves nothing else behind', async () => {
    await writeFileAtomic(at('a', 'b', 'table'), 'first');
    await writeFileAtomic(at('a', 'b', 'table'), new Uint8Array([0x32, 0x6e, 0x64]));
    expect(await readFile(at('a', 'b', 'table'), 'utf8')).toBe('2nd');
    expect(await readdir(at('a', 'b'))).toEqual(['table']);
  });

  it('is not disturbed by the temporary file of an attempt that was killed', async () => {
    await writeFile(at('.table.0123456789ab.part'), 'half a ta');
    await writeFileAtomic(at('table'), 'whole table');
    expect(await readFile(at('table'), 'utf8')).toBe('whole table');
  });

  it('writes a name of the greatest length a file system takes', async () => {
    const name = 'g'.repeat(255);
    await writeFileAtomic(at(name), 'x');
    expect(await readdir(root)).toEqual([name]);
  });

  it('removes its temporary file when the target cannot be replaced', async () => {
    await mkdir(at('table', 'inside'), { recursive: true });
    await expect(writeFileAtomic(at('table'), 'x')).rejects.toThrow();
    expect(await readdir(root)).toEqual(['table']);
  });
});

describe('writeFileOnce', () => {
  it('lets exactly one of many concurrent writers win, and keeps its data', async () => {
    const wins = await Promise.all(
      Array.from({ length: 20 }, async (_, n) =>
        (await writeFileOnce(at('claim'), `writer ${n}`)) ? n : -1,
      ),
    );
    const winners = wins.filter((n) => n >= 0);
    expect(winners).toHaveLength(1);
    expect(await readFile(at('claim'), 'utf8')).toBe(`writer ${winners[0]}`);
    expect(await readdir(root)).toEqual(['claim']);
  });
});

describe('digests', () => {
  it('agrees with the system tools for files of any length', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (bytes) => {
        await writeFile(at('f'), bytes);
        const tool = (name: string): string =>
          execFileSync(name, [at('f')], { encoding: 'utf8' }).split(' ')[0]!;
        expect(await digestFile(at('f'), { algorithms: ['md5', 'sha256', 'cksum'] })).toEqual({
          size: bytes.length,
          md5: tool('md5sum'),
          sha256: tool('sha256sum'),
          cksum: tool('cksum'),
        });
      }),
      { numRuns: 10 },
    );
  });

  it('reads a file longer than a chunk, tells progress, and stops with the reason of the signal', async () => {
    const content = Buffer.alloc(2_300_000, 'abc');
    await writeFile(at('f'), content);
    const seen: number[] = [];
    const { sha256 } = await digestFile(at('f'), {
      algorithms: ['sha256'],
      onProgress: (bytes) => seen.push(bytes),
    });
    expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect(seen).toEqual([1_048_576, 2_097_152, 2_300_000]);
    const abort = new AbortController();
    abort.abort('paused');
    await expect(digestFile(at('f'), { algorithms: ['md5'], signal: abort.signal })).rejects.toBe('paused');
  });

  it('refuses links and pipes instead of following them or waiting', async () => {
    await symlink('/etc/hostname', at('link'));
    execFileSync('mkfifo', [at('pipe')]);
    for (const name of ['link', 'pipe']) {
      const digest = digestFile(at(name), { algorithms: ['md5'] });
      await expect(digest).rejects.toBeInstanceOf(NotARegularFileError);
    }
  });

  it('gives a tree a digest that only names, executability and contents change', async () => {
    const make = async (name: string): Promise<string> => {
      await writeFileAtomic(at(name, 'b', 'limits.txt'), 'x');
      await writeFileAtomic(at(name, 'a'), 'y');
      return digestTree(at(name));
    };
    const first = await make('one');
    expect(await make('two')).toBe(first);
    await utimes(at('two', 'a'), 1, 1);
    await mkdir(at('two', 'empty'));
    expect(await digestTree(at('two'))).toBe(first);

    const changes: (() => Promise<void>)[] = [
      () => chmod(at('two', 'a'), 0o755),
      () => writeFile(at('two', 'a'), 'z'),
      () => rename(at('two', 'a'), at('two', 'c')),
      () => symlink('c', at('two', 'd')),
    ];
    const digests = new Set([first]);
    for (const change of changes) {
      await change();
      digests.add(await digestTree(at('two')));
    }
    expect(digests.size).toBe(changes.length + 1);
  });
});

describe('safeStat', () => {
  it('tells files from everything that is not one', async () => {
    await writeFile(at('file'), '12345');
    await symlink(at('file'), at('link'));
    execFileSync('mkfifo', [at('pipe')]);
    const { ino, mtimeMs } = await stat(at('file'));
    expect(await safeStat(at('file'))).toEqual({ kind: 'file', size: 5, ino, mtimeMs });
    expect(await safeStat(at('none'))).toEqual({ kind: 'absent' });
    expect(await safeStat(at('file', 'below'))).toEqual({ kind: 'absent' });
    expect(await safeStat(at('link'))).toEqual({ kind: 'refused', what: 'symlink' });
    expect(await safeStat(root)).toEqual({ kind: 'refused', what: 'directory' });
    expect(await safeStat(at('pipe'))).toEqual({ kind: 'refused', what: 'special' });
  });
});

describe('removeTree', () => {
  it('removes what is there, not what links point to, and does not mind absence', async () => {
    await writeFileAtomic(at('keep', 'granule'), 'x');
    await writeFileAtomic(at('run', 'deep', 'file'), 'x');
    await symlink(at('keep'), at('run', 'link'));
    await removeTree(at('run'));
    await removeTree(at('run'));
    await removeTree(at('no', 'such', 'parent'));
    expect(await readdir(root)).toEqual(['keep']);
    expect(await readdir(at('keep'))).toEqual(['granule']);
  });
});

describe('appendLine', () => {
  it('starts a table with its header once and keeps the order of the lines', async () => {
    for (const line of ['one', 'two'])
      await appendLine(at('t', 'filenames.tbl'), line, { header: '# old new' });
    expect(await readFile(at('t', 'filenames.tbl'), 'utf8')).toBe('# old new\none\ntwo\n');
  });

  it('ends a line that a crash tore off before it writes its own', async () => {
    await writeFile(at('table'), 'one\ntw');
    await appendLine(at('table'), 'three', { header: 'not written' });
    expect(await readFile(at('table'), 'utf8')).toBe('one\ntw\nthree\n');
  });

  it('refuses a line with a line break in it', async () => {
    await expect(appendLine(at('table'), 'one\ntwo')).rejects.toBeInstanceOf(RangeError);
    expect(await safeStat(at('table'))).toEqual({ kind: 'absent' });
  });

  it('keeps every line whole when many write at once to a table that is not there yet', async () => {
    const lines = Array.from({ length: 40 }, (_, n) => `granule ${n} ${'x'.repeat(n * 5)}`);
    await Promise.all(lines.map((line) => appendLine(at('table'), line, { header: 'header' })));
    const [header, ...rest] = (await readFile(at('table'), 'utf8')).trimEnd().split('\n');
    expect(header).toBe('header');
    expect(rest.sort()).toEqual([...lines].sort());
  });
});
