import { existsSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StubCheckout } from './stub-checkout.js';

describe('deploy/setup where node_modules is a link', () => {
  let machine: StubCheckout;

  beforeEach(async () => {
    machine = await StubCheckout.create();
  });

  afterEach(() => machine.destroy());

  it('installs nothing through a link to the packages of another checkout', async () => {
    await machine.run('deploy/setup');
    const other = await machine.beside();
    await symlink(join(machine.root, 'node_modules'), join(other.root, 'node_modules'));
    expect((await other.run('deploy/setup')).status).toBe(0);

    const before = (await machine.calls('npm ci')).length;
    await writeFile(join(other.root, 'package-lock.json'), '{ "lockfileVersion": 4 }\n');
    const binding = join(machine.root, 'node_modules/better-sqlite3/build');
    for (const what of ['another lock file', 'a binding that is not there']) {
      if (what !== 'another lock file') {
        await writeFile(join(other.root, 'package-lock.json'), '{ "lockfileVersion": 3 }\n');
        await rm(binding, { recursive: true });
      }
      const { status, output } = await other.run('deploy/setup');
      expect([what, status]).toEqual([what, 1]);
      const said = output.split('\n').filter((line) => !line.endsWith(': ready') && line !== '');
      expect(said).toEqual([
        `sipstream: node_modules is a symbolic link to ${machine.root}/node_modules, and nothing is installed through one.`,
        expect.stringContaining('Remove the link'),
      ]);
    }

    expect(await machine.calls('npm ci')).toHaveLength(before);
    expect(existsSync(join(machine.root, 'node_modules/.sipstream-lock'))).toBe(true);
    expect(existsSync(binding)).toBe(false);
  });
});
