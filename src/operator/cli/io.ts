import { accessSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findProgram } from '../../adapters/programs.js';
import { loginName } from '../reading/login-name.js';
import { PACKAGE_ROOT } from '../reading/package-root.js';
import { shellWord } from '../words/commands.js';
import { ANSI, PLAIN, type Style } from '../words/layout.js';
import { jsonText } from '../words/times.js';
import type { Watcher } from './watcher.js';

/** Where a command writes and what it knows of its surroundings. */
export interface Io {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether stdout is a terminal: then there may be colour, and nothing may steer it. */
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where answers are typed; default: standard input. */
  readonly input?: NodeJS.ReadStream;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Who sits there: keys, the size of the screen, the wish to end. Absent where nobody does, as in tests. */
  readonly watcher?: Watcher;
}

/** The options that every command has. */
export interface GlobalOptions {
  readonly home?: string;
  readonly json?: boolean;
  readonly mission?: string;
}

/** What a command stands on. */
export class Session {
  constructor(
    readonly io: Io,
    readonly options: GlobalOptions,
  ) {}

  /** The station's home: `--home`, else SIPSTREAM_HOME, else `var` in the checkout. */
  get home(): string {
    return this.options.home ?? this.io.environment['SIPSTREAM_HOME'] ?? join(PACKAGE_ROOT, 'var');
  }

  get style(): Style {
    const colour =
      this.io.isTerminal && !this.io.environment['NO_COLOR'] && this.io.environment['TERM'] !== 'dumb';
    return colour ? ANSI : PLAIN;
  }

  get now(): number {
    return this.io.now();
  }

  /** Who gives the command, unless `--by` says otherwise. */
  get login(): string {
    return loginName();
  }

  /** How this program is called from here, with the home if it is not the usual one: the start of exact command lines. */
  get program(): string {
    const name =
      findProgram('sipstream', this.io.environment) === undefined ? this.fromCheckout() : 'sipstream';
    return this.options.home === undefined ? name : `${name} --home ${shellWord(this.options.home)}`;
  }

  /** Answers: the document with `--json`, the lines without. */
  answer(document: unknown, lines: () => readonly string[]): void {
    this.io.stdout(
      this.options.json
        ? `${jsonText(document)}\n`
        : lines()
            .map((line) => `${line}\n`)
            .join(''),
    );
  }

  private fromCheckout(): string {
    const path = relative(process.cwd(), join(PACKAGE_ROOT, 'bin', 'sipstream'));
    const near = path.startsWith('..') ? join(PACKAGE_ROOT, 'bin', 'sipstream') : path;
    try {
      accessSync(near);
      return shellWord(near);
    } catch {
      return 'sipstream'; // Installed in some other way: its own name is the best guess.
    }
  }
}
