import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atOnce } from '../../src/adapters/files/at-once.js';
import { linkMany } from '../../src/adapters/files/link-many.js';
import { TargetExistsError } from '../../src/adapters/files/move.js';
import { NotARegularFileError } from '../../src/adapters/files/safe-open.js';

let root: string;
const at = (...names: string[]) => join(root, ...names);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sipstream-files-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe.each([true, false])('linkMany (sources are flushed: %s)', (sourcesAreFlushed) => {
  it('links files into directories that are not there yet, and may be called again', async () => {
    const wishes = Array.from({ length: 40 }, (_, index) => ({
      from: at(`input-${index}`),
      to: at('staging', index % 2 === 0 ? 'in' : 'out', `name-${index}`),
    }));
    for (const { from } of wishes) await writeFile(from, from);
    await linkMany(wishes, { sourcesAreFlushed });
    await linkMany(wishes, { sourcesAreFlushed });
    for (const { from, to } of wishes) expect((await stat(to)).ino).toBe((await stat(from)).ino);
  });

  it('refuses to pass another file off as the source', async () => {
    await writeFile(at('a'), 'this');
    await writeFile(at('b'), 'that');
    const linking = linkMany([{ from: at('a'), to: at('b') }], { sourcesAreFlushed });
    await expect(linking).rejects.toBeInstanceOf(TargetExistsError);
    expect(await readFile(at('b'), 'utf8')).toBe('that');
  });

  it('takes no link for a file', async () => {
    await writeFile(at('secret'), 'not a granule');
    await symlink(at('secret'), at('granule'));
    const linking = linkMany([{ from: at('granule'), to: at('in', 'granule') }], { sourcesAreFlushed });
    await expect(linking).rejects.toBeInstanceOf(NotARegularFileError);
    expect((await readdir(root)).sort()).toEqual(['granule', 'secret']);
  });

  it('says which source is not there', async () => {
    await mkdir(at('in'));
    const linking = linkMany([{ from: at('gone'), to: at('in', 'gone') }], { sourcesAreFlushed });
    await expect(linking).rejects.toMatchObject({ code: 'ENOENT', path: at('gone') });
  });
});

describe('atOnce', () => {
  it('gives results in the order of the items, and never does more at a time than allowed', async () => {
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 20 }, (_, index) => index);
    const results = await atOnce(items, 3, async (item) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return item * 2;
    });
    expect(results).toEqual(items.map((item) => item * 2));
    expect(most).toBe(3);
  });

  it('begins nothing more after a failure, waits for what is under way, and throws the first', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = atOnce([0, 1, 2, 3], 2, async (item) => {
      begun.push(item);
      await new Promise((resolve) => setImmediate(resolve));
      if (item === 0) throw new Error('the first');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    });
    await expect(work).rejects.toThrow('the first');
    expect(begun).toEqual([0, 1]);
    expect(ended).toEqual([1]);
  });
});
