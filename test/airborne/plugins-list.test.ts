import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHIPPED_PLUGINS, listPlugins, pluginNamed } from '../../src/adapters/scops/plugins.js';

describe('the list of plugins', () => {
  let site: string;
  beforeEach(async () => {
    site = await mkdtemp(join(tmpdir(), 'sipstream-plugins-'));
  });
  afterEach(() => rm(site, { recursive: true, force: true }));

  const put = (file: string, text = '') => writeFile(join(site, file), text);

  it('has what comes with sipstream, and not the program that runs Python', async () => {
    const { plugins, refused } = await listPlugins([]);
    expect(plugins).toEqual([
      {
        name: 'spectral_angle',
        title: 'Spectral angle: vegetation, water or mineral',
        file: join(SHIPPED_PLUGINS, 'spectral_angle.js'),
      },
    ]);
    expect(refused).toEqual([]);
  });

  it('has a file as soon as it is dropped into a directory, with what it says of itself', async () => {
    await put('a.js', "// first\nexport const title = 'Bare soil';\n");
    await put('b.mjs', '/**\n * Burned area, by ratio.\n */\nexport const run = 1;\n');
    await put('c.py', '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# Chlorophyll\nimport os\n');
    await put('d.py', '"""Red edge position.\n\nMore of it."""\n');
    await put('e.py', "import os\ntitle = 'Snow'\n");
    await put('f.js', 'const x = 1;\n// not about the file\n');
    await put('notes.txt', 'no plugin');
    await put('README', 'no plugin');
    const { plugins } = await listPlugins([site]);
    expect(plugins.map(({ name, title }) => [name, title])).toEqual([
      ['a', 'Bare soil'],
      ['b', 'Burned area, by ratio.'],
      ['c', 'Chlorophyll'],
      ['d', 'Red edge position.'],
      ['e', 'Snow'],
      ['f', 'f'],
      ['spectral_angle', 'Spectral angle: vegetation, water or mineral'],
    ]);
  });

  it('runs nothing of what it lists', async () => {
    const trace = join(site, 'trace');
    await put(
      'a.mjs',
      `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(trace)}, '');\n`,
    );
    await put('b.py', `open(${JSON.stringify(trace)}, "w")\n`);
    await listPlugins([site]);
    await expect(writeFile(trace, '', { flag: 'wx' })).resolves.toBeUndefined();
  });

  it('says why a file is no plugin', async () => {
    await put('my plugin.py');
    await put('1st.js');
    await put('twice.js');
    await put('twice.py');
    await mkdir(join(site, 'folder.js'));
    await symlink(join(site, 'nowhere.js'), join(site, 'dangling.js'));
    const { plugins, refused } = await listPlugins([site, join(site, 'missing')]);
    expect(plugins.map(({ name }) => name)).toEqual(['spectral_angle', 'twice']);
    expect(refused.map(({ file }) => file)).toEqual(
      ['1st.js', 'my plugin.py', 'twice.py', 'missing'].map((file) => join(site, file)),
    );
    expect(refused[2]!.sentence).toContain('twice.js');
  });

  it('lets a site have its own instead of one that comes with sipstream', async () => {
    await put('spectral_angle.py', '# Ours\n');
    const { plugins } = await listPlugins([site]);
    expect(pluginNamed(plugins, 'spectral_angle')).toMatchObject({ title: 'Ours' });
  });

  it('gives a plugin only to a name that is in it (nothing from outside is ever imported)', async () => {
    await put('a.js');
    const { plugins } = await listPlugins([site]);
    expect(pluginNamed(plugins, 'a')?.file).toBe(join(site, 'a.js'));
    for (const name of [
      'os',
      'fs',
      'node:fs',
      'a.js',
      './a',
      '../a',
      join(site, 'a'),
      join(site, 'a.js'),
      '',
      '__proto__',
      'constructor',
      'run_plugin',
      'A',
    ])
      expect(pluginNamed(plugins, name)).toBeUndefined();
  });
});
