import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '../../src/adapters/programs.js';
import { openReceipt } from '../../src/ledger/receipts.js';
import { openLedger } from '../../src/ledger/open.js';
import { DAYS, fillMission } from './fixtures/mission-state.js';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sipstream-completion-'));
  const ledger = await openLedger(join(root, 'home', 'ledger.sqlite'));
  await fillMission(ledger, join(root, 'home', 'archive'));
  const evil = { orderId: '1', ftpDir: '/', fileCount: 1, at: 0 };
  await openReceipt(ledger, { mission: 'mopitt', key: `$(touch ${root}/owned)`, ...evil });
  await openReceipt(ledger, { mission: 'mopitt', key: 'ops:7', ...evil });
  await ledger.close();
  // The command as it is installed, without the set-up of a checkout.
  const program = join(root, 'bin', 'sipstream');
  await mkdir(join(root, 'bin'));
  const main = resolve('dist/operator/cli/main.js');
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  await chmod(program, 0o755);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** What bash offers for a line with the cursor at its end. */
async function bash(line: string): Promise<string[]> {
  const script = `
    source <(sipstream completion bash)
    COMP_LINE=$1 COMP_POINT=\${#1}
    # As readline does it: blanks and colons part words, and a colon is a word.
    read -ra COMP_WORDS <<< "\${COMP_LINE//:/ : }"
    [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    _sipstream
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  return (await shell('bash', ['--norc', '-c', script, 'bash', line])).split('\n').filter(Boolean);
}

function shell(program: string, args: readonly string[]): Promise<string> {
  const env = {
    PATH: `${join(root, 'bin')}:${process.env['PATH']}`,
    HOME: root,
    SIPSTREAM_HOME: join(root, 'home'),
  };
  return new Promise((done, fail) =>
    execFile(program, args, { env, cwd: root }, (error, out, err) =>
      error ? fail(new Error(`${error.message}\n${err}`)) : done(out),
    ),
  );
}

describe('the completion of bash', () => {
  it('knows the commands, and those below one', async () => {
    const commands = await bash('sipstream ');
    expect(commands).toEqual(expect.arrayContaining(['status', 'why', 'retry', 'digest', 'simulate']));
    expect(commands).not.toContain('__complete');
    expect(await bash('sipstream st')).toEqual(['status']);
    expect(await bash('sipstream simulate p')).toEqual(expect.arrayContaining(['push', 'pan', 'pdrd']));
  });

  it('knows the options of a command, those of every command, and their choices', async () => {
    expect(await bash('sipstream status --w')).toEqual(['--watch']);
    expect(await bash('sipstream status --')).toEqual(
      expect.arrayContaining(['--watch', '--home', '--json']),
    );
    expect(await bash('sipstream messages --state q')).toEqual(['quarantined']);
    expect((await bash('sipstream completion ')).sort()).toEqual(['bash', 'fish', 'zsh']);
  });

  it('asks the station for days: all of them to read, those that are held or open to intervene', async () => {
    expect((await bash('sipstream why 2026')).sort()).toEqual(Object.values(DAYS));
    expect(await bash('sipstream retry ')).toEqual([DAYS.held]);
    expect((await bash('sipstream hold ')).sort()).toEqual([DAYS.held, DAYS.processing]);
  });

  it('asks for levels, receipts and missing granules', async () => {
    expect(await bash(`sipstream retry ${DAYS.held} `)).toEqual(['L1', 'L2']);
    expect(await bash('sipstream retry --receipt DN')).toEqual(['DN-4711']);
    expect(await bash(`sipstream proceed ${DAYS.held} L1 --without MOP00SCI`)).toEqual([
      'MOP00SCI/2026-11-20/0400',
      'MOP00SCI/2026-11-20/0600',
    ]);
  });

  it('asks the home that the line names', async () => {
    expect(await bash(`sipstream --home ${join(root, 'elsewhere')} retry `)).toEqual([]);
    expect(await bash(`sipstream --home ${join(root, 'home')} retry `)).toEqual([DAYS.held]);
  });

  it('completes directories and files where those are meant', async () => {
    expect(await bash('sipstream --home ho')).toEqual(['home']);
    expect(await bash(`sipstream simulate push home/ledger.sqlite`)).toContain('home/ledger.sqlite');
  });

  it('gives a key with a colon back in the part that readline replaces', async () => {
    expect(await bash('sipstream why --receipt ops:')).toEqual(['7']);
  });

  it('carries out nothing of what a name says, and offers no such name', async () => {
    const offered = await bash('sipstream why --receipt ');
    expect(offered).toEqual(expect.arrayContaining(['DN-4711', 'ops:7']));
    expect(offered.join('\n')).not.toContain('touch');
    await expect(rm(join(root, 'owned'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe.each(['zsh', 'fish'] as const)('the completion of %s', (name) => {
  const program = findProgram(name, process.env);

  it.skipIf(program === undefined)('is a script that the shell can read', async () => {
    const file = join(root, `completion.${name}`);
    await writeFile(file, await shell('sipstream', ['completion', name]));
    execFileSync(program!, ['-n', file]);
  });

  it('has every command', async () => {
    const script = await shell('sipstream', ['completion', name]);
    for (const command of ['status', 'digest', 'resubmit', 'simulate push'])
      expect(script).toContain(command);
  });
});
