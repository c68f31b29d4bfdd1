import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkout, ended, setUpForReal, StubCheckout } from './stub-checkout.js';

describe('deploy/setup in this checkout', () => {
  it('finds everything ready the second time, and changes nothing', async () => {
    expect(setUpForReal()).toMatchObject({ status: 0 });
    const stamps = [
      'node_modules/.sipstream-lock',
      'node_modules/.sipstream-bindings',
      'dist/.sipstream-sources',
    ];
    const times = (): Promise<number[]> =>
      Promise.all(stamps.map(async (stamp) => (await stat(join(checkout, stamp))).mtimeMs));
    const before = await times();

    const { status, output } = setUpForReal();

    expect(status).toBe(0);
    expect(
      output
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith(': ready')),
    ).toEqual([]);
    expect(await times()).toEqual(before);
  });

  it('has nothing to say when it is asked only for what is needed', () => {
    expect(setUpForReal('--if-needed')).toEqual({ status: 0, output: '' });
  });

  it('explains itself when it is asked for something else', () => {
    const { status, output } = setUpForReal('--everything');
    expect(status).toBe(2);
    expect(output).toMatch(/deploy\/setup --test +also what only the tests need/);
  });
});

describe('deploy/setup on another machine', () => {
  let machine: StubCheckout;

  beforeEach(async () => {
    machine = await StubCheckout.create();
  });

  afterEach(() => machine.destroy());

  /** Makes the machine a Debian one; `apt-get install` puts a gdal-config there. */
  async function debian(user: 'root' | 'somebody'): Promise<void> {
    await machine.program('id', `echo ${user === 'root' ? 0 : 1000}`);
    await machine.program('dpkg-query', 'echo installed');
    await machine.program('apt-cache', 'echo "  Candidate: 1.0"');
    const aptGet = `note "$*"
case "$*" in
  *update*) touch '${machine.bin}/../updated' ;;
  *) [ -e '${machine.bin}/../updated' ] || { echo 'E: Unable to locate package'; exit 100; }
     printf '#!/bin/sh\\necho 3.6.2\\n' >'${machine.bin}/gdal-config'; chmod +x '${machine.bin}/gdal-config' ;;
esac`;
    await machine.program('apt-get', aptGet);
  }

  it('sets up a fresh checkout, and says each thing it has done', async () => {
    const { status, output } = await machine.run('deploy/setup');

    expect(output.split('\n').filter((line) => line.endsWith(': ready'))).toEqual([
      `sipstream: Node.js ${process.versions.node}: ready`,
      'sipstream: system packages: ready',
      'sipstream: npm packages: ready',
      'sipstream: GDAL and SQLite bindings: ready',
      'sipstream: programs: ready',
      'sipstream: Temporal CLI 1.8.2 on PATH: ready',
    ]);
    expect(status).toBe(0);
    expect(await machine.run('deploy/setup', ['--if-needed'])).toEqual({ status: 0, output: '' });
  });

  it('says where to get Node.js when there is none', async () => {
    await machine.remove('node');
    const { status, output } = await machine.run('deploy/setup');
    expect(status).toBe(1);
    expect(output).toMatch(
      /Node\.js is not installed; sipstream needs 20\.3 or newer\.\n.*https:\/\/nodejs\.org/,
    );
  });

  it.each([
    ['18.19.0', 'is too old'],
    ['20.2.0', 'is too old'],
    ['9.99.0', 'is too old'],
  ])('refuses Node.js %s', async (version, why) => {
    await machine.program('node', `echo '${version}|108|linux|x64|/usr'`);
    const { status, output } = await machine.run('deploy/setup');
    expect(status).toBe(1);
    expect(output).toContain(`Node.js ${version} ${why}; sipstream needs 20.3 or newer.`);
    expect(await machine.calls('npm')).toEqual([]);
  });

  it('gives somebody who is not root the exact command, says what is lost, and goes on', async () => {
    await debian('somebody');
    await machine.remove('gdal-config');

    const { status, output } = await machine.run('deploy/setup');

    expect(output).toContain('sudo apt-get install -y --no-install-recommends libgdal-dev\n');
    expect(output).toContain(
      'without libgdal-dev the ready-made GDAL of the npm package is used if it can be had',
    );
    expect(status).toBe(0);
    expect(await machine.calls('apt-get')).toEqual([]);
    expect(await machine.calls('node-pre-gyp')).toEqual(['node-pre-gyp install']);
  });

  it('installs packages as root on Debian, and fetches the lists when they turn out to be missing', async () => {
    await debian('root');
    await machine.remove('gdal-config');

    const { status, output } = await machine.run('deploy/setup');

    expect(output).toContain('sipstream: installed libgdal-dev\n');
    expect(status).toBe(0);
    const [first, update, second] = await machine.calls('apt-get');
    expect(first).toMatch(/ install --no-install-recommends libgdal-dev$/);
    expect(update).toMatch(/ update$/);
    expect(second).toBe(first);
    expect((await machine.calls('node-pre-gyp')).join()).toContain('--build-from-source --shared_gdal');
  });

  it('names what is missing where it cannot install it', async () => {
    await machine.remove('gdal-config');
    await machine.remove('g++');
    const { output } = await machine.run('deploy/setup');
    expect(output).toContain("missing here (names as in Debian; take your system's): g++ libgdal-dev\n");
  });

  it('names the packages of the tests, and which tests will be skipped, when it is asked for them', async () => {
    await debian('somebody');
    expect((await machine.run('deploy/setup')).output).not.toContain('chromium');
    expect((await machine.run('deploy/setup', ['--test'])).output).toMatch(
      /apt-get install .*chromium\n[^]*without chromium the browser tests will be skipped/,
    );
  });

  it('keeps the bindings it built for the next checkout', async () => {
    await machine.run('deploy/setup');
    const other = await machine.beside();

    const { status, output } = await other.run('deploy/setup');

    expect(status).toBe(0);
    expect(output).toContain(`gdal-async: taken from ${machine.cacheHome}/sipstream`);
    expect(await machine.calls('node-pre-gyp')).toHaveLength(1);
    expect(await machine.calls('prebuild-install')).toHaveLength(1);
  });

  it('builds anew when what it kept does not load', async () => {
    await machine.run('deploy/setup');
    const bindings = join(machine.cacheHome, 'sipstream/bindings');
    const kept = (await readdir(bindings)).find((name) => name.startsWith('gdal-async'));
    await writeFile(join(bindings, kept ?? ''), 'half');
    const other = await machine.beside();

    expect(await other.run('deploy/setup')).toMatchObject({ status: 0 });

    expect(await machine.calls('node-pre-gyp')).toHaveLength(2);
    expect(await readFile(join(bindings, kept ?? ''), 'utf8')).toBe('complete\n');
  });

  it('leaves nothing half made when a build is interrupted, and finishes it the next time', async () => {
    const gate = join(machine.cacheHome, '../gate');
    execFileSync('mkfifo', [gate]);
    const first = machine.start('deploy/setup', [], { STUB_BUILD_WAITS_FOR: gate });
    const end = ended(first);
    const builder = await vi.waitFor(
      async () => {
        const pid = Number(await readFile(`${gate}.pid`, 'utf8'));
        expect(pid).toBeGreaterThan(0);
        return pid;
      },
      { timeout: 60_000 },
    );

    first.kill('SIGINT');

    expect(await end).toMatchObject({ status: 130 });
    await vi.waitFor(() => expect(() => process.kill(builder, 0)).toThrow('ESRCH'), { timeout: 60_000 });
    expect(await readdir(join(machine.cacheHome, 'sipstream'))).toEqual([]);

    expect(await machine.run('deploy/setup')).toMatchObject({ status: 0 });
    expect(await machine.calls('node-pre-gyp')).toHaveLength(2);
  });

  it('does the work once when it is started twice at the same time', async () => {
    const runs = await Promise.all([machine.run('deploy/setup'), machine.run('deploy/setup')]);

    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    expect((await machine.calls('npm')).filter((call) => call.startsWith('npm ci'))).toHaveLength(1);
    expect(await machine.calls('node-pre-gyp')).toHaveLength(1);
  });

  it('installs the npm packages again when package-lock.json says others, and only then', async () => {
    const installs = async (): Promise<number> =>
      (await machine.calls('npm')).filter((call) => call.startsWith('npm ci')).length;
    await machine.run('deploy/setup');
    await machine.run('deploy/setup');
    expect(await installs()).toBe(1);

    await writeFile(join(machine.root, 'package-lock.json'), '{ "lockfileVersion": 3, "changed": true }\n');
    await machine.run('deploy/setup', ['--if-needed']);
    expect(await installs()).toBe(2);
  });

  it('compiles when the contents of the sources differ, whatever their times are', async () => {
    const builds = async (): Promise<number> =>
      (await machine.calls('npm')).filter((call) => call.includes('build')).length;
    const source = join(machine.root, 'src/main.ts');
    await machine.run('deploy/setup');
    await utimes(source, new Date(), new Date());
    await machine.run('deploy/setup');
    expect(await builds()).toBe(1);

    await writeFile(source, 'second');
    await utimes(source, 0, 0);
    await machine.run('deploy/setup', ['--if-needed']);
    expect(await builds()).toBe(2);
    expect(await readFile(join(machine.root, 'dist/main.js'), 'utf8')).toBe('second');
  });

  it('leaves no program behind of a source that is gone', async () => {
    await writeFile(join(machine.root, 'src/old.ts'), 'old');
    await machine.run('deploy/setup');
    expect(existsSync(join(machine.root, 'dist/old.js'))).toBe(true);

    await rm(join(machine.root, 'src/old.ts'));
    await machine.run('deploy/setup');
    expect(existsSync(join(machine.root, 'dist/old.js'))).toBe(false);
  });

  it('shows the compiler what it said, and does not take a failed build for a finished one', async () => {
    await writeFile(join(machine.root, 'src/main.ts'), 'broken');
    for (const attempt of [1, 2]) {
      const { status, output } = await machine.run('deploy/setup');
      expect([attempt, status]).toEqual([attempt, 1]);
      expect(output).toContain('src/main.ts(1,1): error TS1005');
    }
  });

  describe('without a Temporal CLI', () => {
    const kept = (): string => join(machine.cacheHome, 'sipstream/temporal-1.8.2');

    /** An official archive, or one of another version, that curl gives. */
    async function download(version: string): Promise<void> {
      const directory = join(machine.bin, '../archive');
      await mkdir(directory);
      await writeFile(
        join(directory, 'temporal'),
        `#!/bin/sh\necho 'temporal version ${version} (Server 1.31.2)'\n`,
      );
      execFileSync('tar', ['-czf', join(directory, 'a.tar.gz'), '-C', directory, 'temporal']);
      await machine.program(
        'curl',
        `note "$*"; while [ "$1" != --output ]; do shift; done; cp '${directory}/a.tar.gz' "$2"`,
      );
    }

    /** A Go that makes a Temporal CLI that says it is `made`. */
    async function go(version: string, made: string): Promise<void> {
      await machine.program(
        'go',
        `note "$*"
if [ "$1" = env ]; then echo go${version}; exit; fi
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho "temporal version ${made} (Server 1.31.2)"\\n' >"$2"`,
      );
    }

    beforeEach(() => machine.remove('temporal'));

    it('says that it needs a download or Go when neither can be had', async () => {
      const { status, output } = await machine.run('deploy/setup');
      expect(status).toBe(1);
      expect(output).toMatch(
        /could not be downloaded, and there is no Go 1\.21 or newer to build it with\.\n.*Put temporal 1\.8\.2 on PATH .* or install Go/,
      );
      expect(await readdir(join(machine.cacheHome, 'sipstream'))).toEqual(['bindings']);
    });

    it('downloads it over HTTPS, once', async () => {
      await download('1.8.2');
      expect(await machine.run('deploy/setup')).toMatchObject({ status: 0 });
      expect(await machine.run('deploy/setup')).toMatchObject({ status: 0 });

      const calls = await machine.calls('curl');
      expect(calls).toHaveLength(1);
      expect(calls[0]).toMatch(
        /--proto =https .*https:\/\/temporal\.download\/cli\/archive\/v1\.8\.2\?platform=/,
      );
      expect(existsSync(kept())).toBe(true);
    });

    it('builds it with Go when the download is not what it should be', async () => {
      await download('1.7.0');
      await go('1.21.0', '1.8.2');

      const { status, output } = await machine.run('deploy/setup');

      expect(output).toContain('building it with Go');
      expect(status).toBe(0);
      expect(execFileSync(kept(), { encoding: 'utf8' })).toContain('1.8.2');
    });

    it('does not use a Go that is too old', async () => {
      await go('1.19.8', '1.8.2');
      const { status, output } = await machine.run('deploy/setup');
      expect(status).toBe(1);
      expect(output).toContain('there is no Go 1.21 or newer');
    });

    it('keeps nothing that says it is another version', async () => {
      await go('1.26.4', 'DEV');
      const { status, output } = await machine.run('deploy/setup');
      expect(status).toBe(1);
      expect(output).toContain('The Temporal CLI could not be built');
      expect(existsSync(kept())).toBe(false);
    });

    it.each(['1.7.9', '2.0.0'])('does not take version %s on PATH for one that will do', async (version) => {
      await machine.program('temporal', `echo 'temporal version ${version} (Server 1.31.2)'`);
      await download('1.8.2');
      expect((await machine.run('deploy/setup')).output).toContain('Temporal CLI 1.8.2: downloaded');
    });
  });

  describe('bin/sipstream', () => {
    it('sets up what is missing, then is the program: its arguments, its status', async () => {
      const { status, output } = await machine.run('bin/sipstream', ['status', 'two words']);
      expect(output).toContain('sipstream: npm packages: ready');
      expect(output.trim().split('\n').at(-1)).toBe('["status","two words"]');
      expect(status).toBe(3);

      expect(await machine.run('bin/sipstream', ['status'])).toEqual({ status: 3, output: '["status"]\n' });
    });

    it('finds its checkout through links', async () => {
      await machine.run('deploy/setup');
      await symlink(join(machine.root, 'bin/sipstream'), join(machine.root, 'absolute'));
      await symlink('absolute', join(machine.root, 'relative'));
      expect(await machine.run('relative', ['day'])).toEqual({ status: 3, output: '["day"]\n' });
    });

    it('does not go on when the set-up fails', async () => {
      await machine.program('npm', 'echo "npm error network"; exit 1');
      const { status, output } = await machine.run('bin/sipstream', ['status']);
      expect(status).toBe(1);
      expect(output).toContain('npm could not install the packages');
      expect(output).not.toContain('["status"]');
    });

    it('leaves the set-up out when it is told to', async () => {
      await machine.run('deploy/setup');
      await writeFile(join(machine.root, 'src/main.ts'), 'changed since');
      const { output } = await machine.run('bin/sipstream', [], { SIPSTREAM_NO_SETUP: '1' });
      expect(output).toBe('[]\n');
    });

    it('is one process with the program, so that an interrupt reaches it', async () => {
      await machine.run('deploy/setup');
      const child = machine.start('bin/sipstream', ['wait']);
      const end = ended(child);
      await once(child.stdout!, 'data');

      child.kill('SIGINT');

      expect(await end).toEqual({ status: 7, output: '["wait"]\ninterrupted\n' });
    });
  });
});
