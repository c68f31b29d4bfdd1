import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, statSync } from 'node:fs';
import {
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { linkOrCopy, moveFile, TargetExistsError } from '../../src/adapters/files/move.js';
import { NotARegularFileError, safeStat } from '../../src/adapters/files/safe-open.js';
import { transpiledSources, type TranspiledSources } from './fixtures/transpiled-sources.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sipstream-files-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const at = (...names: string[]): string => join(root, ...names);

/** A directory on another file system than the temporary one, or why there is none. */
function otherFileSystem(): string | undefined {
  try {
    accessSync('/dev/shm', constants.W_OK);
  } catch {
    return undefined;
  }
  return statSync('/dev/shm').dev === statSync(tmpdir()).dev ? undefined : '/dev/shm';
}

describe('moveFile', () => {
  it('moves, says so, and finds the work done when it is called again', async () => {
    await writeFile(at('from'), 'granule');
    expect(await moveFile(at('from'), at('L0', '2026', 'to'))).toBe('moved');
    expect(await moveFile(at('from'), at('L0', '2026', 'to'))).toBe('already');
    expect(await readdir(root)).toEqual(['L0']);
    expect(await readFile(at('L0', '2026', 'to'), 'utf8')).toBe('granule');
  });

  it('finishes a move that was killed between the link and the removal of the source', async () => {
    await writeFile(at('from'), 'granule');
    await link(at('from'), at('to'));
    expect(await moveFile(at('from'), at('to'))).toBe('already');
    expect(await readdir(root)).toEqual(['to']);
  });

  it('takes a target with the same content for its own, as after a copy that was killed before the removal', async () => {
    await writeFile(at('from'), 'granule');
    await writeFile(at('to'), 'granule');
    expect(await moveFile(at('from'), at('to'))).toBe('already');
    expect(await readdir(root)).toEqual(['to']);
  });

  it.each([
    ['of another size', 'another granule'],
    ['of the same size', 'GRANULE'],
  ])('touches neither file when the target is a different one %s', async (_, content) => {
    await writeFile(at('from'), 'granule');
    await writeFile(at('to'), content);
    await expect(moveFile(at('from'), at('to'))).rejects.toBeInstanceOf(TargetExistsError);
    expect(await readFile(at('from'), 'utf8')).toBe('granule');
    expect(await readFile(at('to'), 'utf8')).toBe(content);
  });

  it('refuses a directory as the target', async () => {
    await writeFile(at('from'), 'granule');
    await mkdir(at('to'));
    await expect(moveFile(at('from'), at('to'))).rejects.toBeInstanceOf(TargetExistsError);
    expect(await readFile(at('from'), 'utf8')).toBe('granule');
  });

  it('does not follow a symbolic link', async () => {
    await writeFile(at('secret'), 'of somebody else');
    await symlink(at('secret'), at('from'));
    await expect(moveFile(at('from'), at('to'))).rejects.toBeInstanceOf(NotARegularFileError);
    expect((await readdir(root)).sort()).toEqual(['from', 'secret']);
  });

  it('keeps a file that is moved onto itself, by whatever path', async () => {
    await mkdir(at('real'));
    await symlink(at('real'), at('alias'));
    await writeFile(at('real', 'file'), 'granule');
    await link(at('real', 'file'), at('second-name'));
    expect(await moveFile(at('real', 'file'), at('alias', 'file'))).toBe('already');
    expect(await readFile(at('real', 'file'), 'utf8')).toBe('granule');
  });

  it('reports ENOENT when neither name is there', async () => {
    await expect(moveFile(at('from'), at('to'))).rejects.toMatchObject({ code: 'ENOENT', path: at('from') });
  });

  it('lets concurrent attempts of the same move all succeed', async () => {
    await writeFile(at('from'), 'granule');
    await Promise.all(Array.from({ length: 10 }, () => moveFile(at('from'), at('d', 'to'))));
    expect(await readdir(root)).toEqual(['d']);
    expect(await readdir(at('d'))).toEqual(['to']);
  });
});

describe('linkOrCopy', () => {
  it('links within a file system, keeps the source, and may be called again', async () => {
    await writeFile(at('archived'), 'input');
    expect(await linkOrCopy(at('archived'), at('staging', 'input'))).toBe('linked');
    expect(await linkOrCopy(at('archived'), at('staging', 'input'))).toBe('already');
    expect((await stat(at('archived'))).ino).toBe((await stat(at('staging', 'input'))).ino);
  });

  it('refuses to pass another file off as the source', async () => {
    await writeFile(at('archived'), 'input');
    await writeFile(at('input'), 'other');
    await expect(linkOrCopy(at('archived'), at('input'))).rejects.toBeInstanceOf(TargetExistsError);
  });
});

const other = otherFileSystem();
describe.skipIf(other === undefined)('across file systems (needs /dev/shm on another device)', () => {
  let far: string;
  beforeEach(async () => {
    far = await mkdtemp(join(other!, 'sipstream-files-'));
  });
  afterEach(() => rm(far, { recursive: true, force: true }));

  it('moves content, mode and time, and tells progress', async () => {
    const content = Buffer.alloc(2_500_000, 'mopitt');
    await writeFile(at('from'), content, { mode: 0o640 });
    await utimes(at('from'), 1_700_000_000, 1_700_000_000);
    const seen: number[] = [];
    expect(
      await moveFile(at('from'), join(far, 'd', 'to'), { onProgress: (bytes) => seen.push(bytes) }),
    ).toBe('moved');
    expect((await readFile(join(far, 'd', 'to'))).equals(content)).toBe(true);
    const stats = await stat(join(far, 'd', 'to'));
    expect([stats.mode & 0o777, stats.mtimeMs]).toEqual([0o640, 1_700_000_000_000]);
    expect(seen.at(-1)).toBe(content.length);
    expect(await readdir(root)).toEqual([]);
    expect(await readdir(join(far, 'd'))).toEqual(['to']);
  });

  it('finishes after a kill between the copy and the removal, and refuses a different target', async () => {
    await writeFile(at('from'), 'granule');
    await writeFile(join(far, 'to'), 'granule');
    expect(await moveFile(at('from'), join(far, 'to'))).toBe('already');
    expect(await readdir(root)).toEqual([]);
    await writeFile(at('from'), 'gRANULE');
    await expect(moveFile(at('from'), join(far, 'to'))).rejects.toBeInstanceOf(TargetExistsError);
    expect(await readFile(join(far, 'to'), 'utf8')).toBe('granule');
  });

  it('leaves nothing behind when it is aborted', async () => {
    await writeFile(at('from'), Buffer.alloc(3_000_000));
    const abort = new AbortController();
    const reason = new Error('cancelled by the operator');
    const move = moveFile(at('from'), join(far, 'to'), {
      signal: abort.signal,
      onProgress: () => abort.abort(reason),
    });
    await expect(move).rejects.toBe(reason);
    expect(await readdir(far)).toEqual([]);
    expect(await readdir(root)).toEqual(['from']);
  });

  it('lets concurrent attempts of the same move all succeed', async () => {
    await writeFile(at('from'), Buffer.alloc(200_000, 7));
    await Promise.all(Array.from({ length: 6 }, () => moveFile(at('from'), join(far, 'to'))));
    expect(await readdir(root)).toEqual([]);
    expect(await readdir(far)).toEqual(['to']);
  });

  it('copies where it cannot link', async () => {
    await writeFile(at('archived'), 'input');
    expect(await linkOrCopy(at('archived'), join(far, 'input'))).toBe('copied');
    expect(await linkOrCopy(at('archived'), join(far, 'input'))).toBe('already');
    expect(await readFile(at('archived'), 'utf8')).toBe('input');
  });
});

describe('killed at any moment', () => {
  let programs: TranspiledSources;
  beforeAll(async () => {
    programs = await transpiledSources(['domain', 'formats', 'adapters/files'], ['files/move-all.mjs']);
  });
  afterAll(() => programs.remove());

  /** Runs the mover; kills it after `killAfter` moves (and a few turns of the event loop), or lets it end. */
  async function run(from: string, to: string, killAfter: number): Promise<void> {
    const mover = spawn(process.execPath, [join(programs.directory, 'files/move-all.mjs'), from, to], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let lines = 0;
    mover.stdout.on('data', (data: Buffer) => {
      lines += data.toString().split('\n').length - 1;
      if (lines > killAfter) mover.kill('SIGKILL');
    });
    await once(mover, 'close');
  }

  const targets: [string, () => string][] = [['the same file system', () => tmpdir()]];
  if (other !== undefined) targets.push(['another file system', () => other]);

  it.each(targets)('moveFile to %s keeps every file whole and finishes when run again', async (_, parent) => {
    const content = (n: number): Buffer => Buffer.alloc(50_000 + n, `granule ${n} `);
    const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
    const count = 60;
    const from = at('pickup');
    const to = await mkdtemp(join(parent(), 'sipstream-moved-'));
    try {
      await mkdir(from);
      for (let n = 0; n < count; n++) await writeFile(join(from, `granule-${n}`), content(n));
      for (const killAfter of fc.sample(fc.integer({ min: 0, max: 12 }), 6)) {
        await run(from, to, killAfter);
        for (let n = 0; n < count; n++) {
          const names = [join(from, `granule-${n}`), join(to, `granule-${n}`)];
          const kinds = await Promise.all(names.map(safeStat));
          const present = names.filter((_name, i) => kinds[i]?.kind === 'file');
          expect(present.length).toBeGreaterThan(0);
          for (const name of present) expect(digest(await readFile(name))).toBe(digest(content(n)));
        }
      }
      await run(from, to, Infinity);
      expect(await readdir(from)).toEqual([]);
      const moved = (await readdir(to)).filter((name) => !name.startsWith('.'));
      expect(moved).toHaveLength(count);
    } finally {
      await rm(to, { recursive: true, force: true });
    }
  });
});
