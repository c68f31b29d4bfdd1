import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findTemporalCli } from '../../src/adapters/temporal-cli.js';
import type { Document } from './documents.js';
import { processesOf, until } from './running-station.js';

/** Somebody who reads a document at a terminal and types what it says, with a home directory of their own. */
export class Reader {
  readonly #started: ChildProcess[] = [];
  #environment = '';

  private constructor(
    readonly root: string,
    readonly home: string,
  ) {}

  /** A reader who sits in the checkout `root`, and has the Temporal CLI on the PATH. */
  static async arrive(root: string): Promise<Reader> {
    const home = await mkdtemp(join(tmpdir(), 'sipstream-reader-'));
    await mkdir(join(home, 'bin'));
    await symlink(findTemporalCli(), join(home, 'bin', 'temporal'));
    return new Reader(root, home);
  }

  /** Does what a page says, from top to bottom. Throws when a command fails, with its place and words. */
  async follow(page: Document, environment = ''): Promise<void> {
    this.#environment = environment;
    for (const { words, text, line } of page.blocks) {
      const place = `${page.path}, line ${line}`;
      const file = words.find((word) => word.startsWith('file='))?.slice(5);
      if (file !== undefined) await this.#write(file, text);
      else if (words.includes('env')) this.#environment += text;
      else if (words.includes('start')) this.#start(text);
      else if (words.includes('eventually')) await this.#eventually(text, place);
      else if (words.includes('run')) {
        const { status, said } = await this.run(text);
        if (status !== 0) throw new Error(`${place} ended with status ${status}:\n${text}\n${said}`);
      }
    }
  }

  /** Runs shell commands to their end. */
  async run(text: string): Promise<{ status: number; said: string }> {
    const child = this.#shell(`set -eo pipefail\n${text}`);
    let said = '';
    child.stdout?.on('data', (data: Buffer) => (said += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { status: code ?? -1, said };
  }

  /** Ends what was started, the last first, and answers which processes are left. */
  async leave(): Promise<string[]> {
    for (const child of this.#started.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    const left = await processesOf(this.home);
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
    return left;
  }

  async #write(path: string, text: string): Promise<void> {
    const absolute = join(this.home, path);
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, text);
    await chmod(absolute, 0o644);
  }

  #start(text: string): void {
    // The last line becomes the process itself, so that a signal reaches the station and not a shell around it.
    const lines = text.trimEnd().split('\n');
    const last = lines.pop()!.replace(/^(?!exec )/, 'exec ');
    this.#started.push(this.#shell([...lines, last].join('\n')).on('error', () => undefined));
  }

  async #eventually(text: string, place: string): Promise<void> {
    let outcome = { status: -1, said: '' };
    await until(
      async () => (outcome = await this.run(text)).status === 0,
      async () => `${place} did not come to succeed; status ${outcome.status}:\n${text}\n${outcome.said}`,
      { everyMs: 700 },
    );
  }

  #shell(text: string): ChildProcess {
    const { PATH, XDG_CACHE_HOME } = process.env;
    return spawn('bash', ['-c', `${this.#environment}\n${text}`], {
      cwd: this.root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${join(this.home, 'bin')}:${PATH}`,
        HOME: this.home,
        XDG_CACHE_HOME: XDG_CACHE_HOME ?? join(homedir(), '.cache'),
        SIPSTREAM_NO_SETUP: '1',
      },
    });
  }
}
