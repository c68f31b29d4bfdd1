import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that the tests run in. */
export const checkout = fileURLToPath(new URL('../../', import.meta.url));

/** How a program ended, and all it said. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

const usualPrograms =
  'bash cat chmod cmp cp dirname env find flock grep gzip head id ldd mkdir mktemp mv readlink rm sed sh sha256sum sleep sort tail tar timeout touch tr xargs';

/**
 * A checkout with the real set-up and the real `bin/sipstream`, on a machine of the test's making: PATH has nothing but
 * what is put there. Its npm packages are tiny ones whose "binding" is a text file, because building the real ones takes
 * minutes; set-up cannot tell.
 */
export class StubCheckout {
  private constructor(
    /** The checkout. */
    readonly root: string,
    /** The only directory on PATH. */
    readonly bin: string,
    /** XDG_CACHE_HOME. */
    readonly cacheHome: string,
    /** What the stand-in programs were asked, a line each. */
    readonly callsFile: string,
  ) {}

  /** A machine with everything that is needed, not Debian, and nothing set up yet. */
  static async create(): Promise<StubCheckout> {
    const directory = await mkdtemp(join(tmpdir(), 'sipstream-setup-'));
    const made = new StubCheckout(
      join(directory, 'checkout'),
      join(directory, 'bin'),
      join(directory, 'cache'),
      join(directory, 'calls'),
    );
    await mkdir(made.bin);
    await writeFile(made.callsFile, '');
    for (const name of usualPrograms.split(' ')) await symlink(locate(name), join(made.bin, name));
    await symlink(process.execPath, join(made.bin, 'node'));
    for (const name of ['g++', 'make', 'python3', 'vsftpd']) await made.program(name, 'exit 0');
    await made.program('gdal-config', 'echo 3.6.2');
    await made.program('npm', npm(made.callsFile));
    await made.program('temporal', "echo 'temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)'");
    await made.fill(made.root);
    return made;
  }

  /** A second checkout on the same machine, with the same cache. */
  async beside(): Promise<StubCheckout> {
    const other = new StubCheckout(`${this.root}-2`, this.bin, this.cacheHome, this.callsFile);
    await other.fill(other.root);
    return other;
  }

  /** Puts a program on PATH, as a shell script. `note` writes its arguments where `calls` reads them. */
  async program(name: string, script: string): Promise<void> {
    const path = join(this.bin, name);
    await rm(path, { force: true });
    await writeFile(path, `#!/bin/bash\nnote() { echo "${name} $*" >>'${this.callsFile}'; }\n${script}\n`);
    await chmod(path, 0o755);
  }

  /** Takes a program away. */
  remove(name: string): Promise<void> {
    return rm(join(this.bin, name));
  }

  /** Runs a program of the checkout to its end. */
  async run(
    program: string,
    args: readonly string[] = [],
    environment: Record<string, string> = {},
  ): Promise<Ended> {
    return ended(this.start(program, args, environment));
  }

  /** Starts a program of the checkout. */
  start(
    program: string,
    args: readonly string[] = [],
    environment: Record<string, string> = {},
  ): ChildProcess {
    return spawn(join(this.root, program), args, {
      env: { PATH: this.bin, HOME: dirname(this.root), XDG_CACHE_HOME: this.cacheHome, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** What the stand-in programs were asked since the start, those of one of them where it is named. */
  async calls(name = ''): Promise<string[]> {
    const lines = (await readFile(this.callsFile, 'utf8')).split('\n');
    return lines.filter((line) => line !== '' && line.startsWith(name));
  }

  /** Removes the machine and everything on it. */
  destroy(): Promise<void> {
    return rm(dirname(this.root), { recursive: true, force: true });
  }

  private async fill(root: string): Promise<void> {
    for (const part of ['deploy/setup', 'deploy/setup.d', 'bin/sipstream', '.ci/run']) {
      await cp(join(checkout, part), join(root, part), { recursive: true });
    }
    await mkdir(join(root, 'deploy/temporal'));
    await mkdir(join(root, 'src'));
    await writeFile(join(root, 'src/main.ts'), 'first');
    await writeFile(join(root, 'package.json'), '{ "type": "module" }\n');
    await writeFile(join(root, 'package-lock.json'), '{ "lockfileVersion": 3 }\n');
    await writeFile(join(root, 'tsconfig.json'), '{}\n');
  }
}

/** Waits for a program to end and gathers what it says. */
export function ended(child: ChildProcess): Promise<Ended> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((settle, reject) => {
    child.once('error', reject);
    child.once('close', (status) => settle({ status, output }));
  });
}

/** The calls of a shell script that a test stands in for; `npm run build` compiles src/*.ts into dist by copying. */
function npm(callsFile: string): string {
  return `
note "$*"
case $1 in
  ci)
    rm -rf node_modules
    mkdir -p node_modules/.bin node_modules/gdal-async/node_modules/.bin node_modules/better-sqlite3
    echo '{ "version": "3.12.3", "main": "index.js" }' >node_modules/gdal-async/package.json
    cat >node_modules/gdal-async/index.js <<'JS'
const { modules } = process.versions;
const text = require('fs').readFileSync(__dirname + '/lib/binding/node-v' + modules + '-' + process.platform + '-' + process.arch + '/gdal.node', 'utf8');
if (!text.startsWith('complete')) throw new Error('not a binding');
exports.drivers = { count: () => 1 };
JS
    cat >node_modules/gdal-async/node_modules/.bin/node-pre-gyp <<'SH'
#!/bin/bash
echo "node-pre-gyp $*" >>'${callsFile}'
to=$(node -p '"lib/binding/node-v" + process.versions.modules + "-" + process.platform + "-" + process.arch')
mkdir -p "$to"
echo half >"$to/gdal.node"
[ -z "$STUB_BUILD_WAITS_FOR" ] || { echo $BASHPID >"$STUB_BUILD_WAITS_FOR.pid"; cat "$STUB_BUILD_WAITS_FOR" & wait; }
echo complete >"$to/gdal.node"
SH
    echo '{ "version": "12.11.1", "main": "index.js" }' >node_modules/better-sqlite3/package.json
    cat >node_modules/better-sqlite3/index.js <<'JS'
module.exports = class {
  constructor() { require('fs').readFileSync(__dirname + '/build/Release/better_sqlite3.node'); }
  close() {}
};
JS
    cat >node_modules/.bin/prebuild-install <<'SH'
#!/bin/bash
echo "prebuild-install $*" >>'${callsFile}'
mkdir -p build/Release
echo complete >build/Release/better_sqlite3.node
SH
    chmod +x node_modules/.bin/* node_modules/gdal-async/node_modules/.bin/*
    ;;
  run)
    mkdir -p dist/operator/cli
    for source in src/*.ts; do
      name=\${source#src/}
      cp "$source" "dist/\${name%.ts}.js"
    done
    if grep -q broken src/main.ts; then echo 'src/main.ts(1,1): error TS1005'; exit 2; fi
    cat >dist/operator/cli/main.js <<'JS'
if (process.argv[2] === 'wait') {
  const alive = setInterval(() => {}, 1000);
  process.on('SIGINT', () => { clearInterval(alive); console.log('interrupted'); process.exitCode = 7; });
} else process.exitCode = 3;
console.log(JSON.stringify(process.argv.slice(2)));
JS
    ;;
esac`;
}

function locate(name: string): string {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this directory; the next one may have it.
    }
  }
  throw new Error(`The tests of the set-up need ${name} on PATH.`);
}

/** Runs deploy/setup of the checkout the tests run in. */
export function setUpForReal(...args: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(join(checkout, 'deploy/setup'), args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}
