import { appendFile, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FILENAMES_HEADER, formatFilenamesLine } from '../../src/formats/filenames-table.js';
import { insertNew } from '../../src/ledger/merge.js';
import { openLedger } from '../../src/ledger/open.js';
import { archivedFile } from '../../src/ledger/rebuild/archived-file.js';
import { runCommand } from '../../src/operator/cli/program.js';
import { mopitt } from '../support/mopitt.js';

const FIRST = 'L0/2026/11/MOP00SCI-20261120-0000-20261120031500.01';
const SECOND = 'L0/2026/11/MOP00SCI-20261121-0000-20261121031500.01';
const PRODUCT = 'L1/2026/11/MOP01-20261120-L1V1.0.1.he5';
const FILES = [FIRST, SECOND, PRODUCT];

const mission = await mopitt();
let home: string;
const at = (path: string) => join(home, 'archive', path);

/** A small archive in which everything is as it should be. */
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sipstream-verify-'));
  await mkdir(at('L0/2026/11'), { recursive: true });
  await mkdir(at('L1/2026/11'), { recursive: true });
  for (const path of FILES) await writeFile(at(path), `contents of ${path}`);
  await writeFile(at('filenames.tbl'), FILENAMES_HEADER + FILES.map(lineOf).join(''));
  // Neither what a kill has left behind nor the provenance of days is a file that was archived.
  await writeFile(at('L0/2026/11/.half.part'), 'half');
  await mkdir(at('provenance/2026/11'), { recursive: true });
  await writeFile(at('provenance/2026/11/2026-11-20.json'), '{}');
  const ledger = await openLedger(join(home, 'ledger.sqlite'));
  const rows = FILES.map((path) => archivedFile(mission, entryOf(path))!);
  await insertNew(ledger, 'files', rows);
  await ledger.close();
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('an archive that is verified', () => {
  it('is clean when disk, table and ledger say the same', async () => {
    const { status, out } = await verify();
    expect({ status, out }).toEqual({
      status: 0,
      out: '3 files recorded; checksums of 176 B compared.\nNothing is wrong.\n',
    });
  });

  it('shows a file that is gone, one that was cut, and one that was changed in place', async () => {
    await rm(at(FIRST));
    await truncate(at(SECOND), 5);
    await writeFile(at(PRODUCT), `CONTENTS of ${PRODUCT}`);
    expect(await codes()).toEqual([
      [FIRST, 'MISSING'],
      [SECOND, 'SIZE'],
      [PRODUCT, 'CHECKSUM'],
    ]);
    expect(await codes('--quick')).toEqual([
      [FIRST, 'MISSING'],
      [SECOND, 'SIZE'],
    ]);
  });

  it('shows a symbolic link in the place of a file, and reads nothing through it', async () => {
    await rm(at(FIRST));
    await symlink(at(SECOND), at(FIRST));
    expect(await codes()).toEqual([[FIRST, 'NOT_A_FILE']]);
  });

  it('shows files that no line names, whatever their name', async () => {
    await writeFile(at('L0/2026/11/stranger\u001b[31m'), 'x');
    const { status, out } = await verify();
    expect(status).toBe(1);
    expect(out).toContain('UNNAMED');
    expect(out).not.toContain('\u001b[31m');
  });

  it('shows lines that are torn, doubled, or doubled with something else', async () => {
    const torn = lineOf(FIRST).slice(0, 30);
    const other = formatFilenamesLine({ ...entryOf(SECOND), size: 1 });
    await appendFile(at('filenames.tbl'), `${torn}\n${lineOf(FIRST)}${other}`);
    const { json } = await verify('--json');
    expect(json.findings).toMatchObject([
      { code: 'TORN', path: 'filenames.tbl', sentence: expect.stringContaining('line 5') as string },
      {
        code: 'DOUBLED',
        path: FIRST,
        sentence: expect.stringContaining('the second says the same') as string,
      },
      { code: 'DOUBLED', path: SECOND, sentence: expect.stringContaining('something else') as string },
    ]);
  });

  it('shows what the ledger lacks, what it alone has, and where it says something else', async () => {
    const ledger = await openLedger(join(home, 'ledger.sqlite'));
    await ledger.db.deleteFrom('files').where('archivePath', '=', FIRST).execute();
    await ledger.db.updateTable('files').set({ size: 1 }).where('archivePath', '=', SECOND).execute();
    await insertNew(ledger, 'files', [archivedFile(mission, entryOf(`${FIRST.slice(0, -2)}00`))!]);
    await ledger.close();
    expect(await codes()).toEqual([
      [`${FIRST.slice(0, -2)}00`, 'LEDGER_ONLY'],
      [FIRST, 'LEDGER_LACKS'],
      [SECOND, 'LEDGER_DIFFERS'],
    ]);
  });

  it('looks at the days that are named, and at no others', async () => {
    await rm(at(SECOND));
    await writeFile(at('L0/2026/11/stranger'), 'x');
    expect(await codes('--day', '2026-11-20')).toEqual([]);
    expect(await codes('--day', '2026-11-21')).toEqual([[SECOND, 'MISSING']]);
    expect(await codes('--from', '2026-11-21')).toEqual([[SECOND, 'MISSING']]);
    expect(await codes('--to', '2026-11-20')).toEqual([]);
    expect((await verify('--day', '2026-11-20', '--from', '2026-11-20')).status).toBe(2);
  });

  it('needs no ledger', async () => {
    await rm(join(home, 'ledger.sqlite'));
    const { status, json } = await verify('--json');
    expect({ status, json }).toMatchObject({
      status: 0,
      json: { files: 3, withLedger: false, findings: [] },
    });
  });
});

function entryOf(newName: string) {
  const content = `contents of ${newName}`;
  return {
    oldName: `came-as-${newName.slice(newName.lastIndexOf('/') + 1)}`,
    newName,
    size: content.length,
    checksum: `md5:${createHash('md5').update(content).digest('hex')}`,
    archivedAt: '2026-11-21T05:00:00.000Z',
  };
}

function lineOf(path: string): string {
  return formatFilenamesLine(entryOf(path));
}

interface Answer {
  readonly findings: readonly { code: string; path: string; sentence: string }[];
}

async function verify(...words: string[]) {
  let out = '';
  const status = await runCommand(['archive', 'verify', ...words], {
    stdout: (text) => (out += text),
    stderr: () => undefined,
    isTerminal: false,
    environment: { SIPSTREAM_HOME: home },
    now: Date.now,
  });
  return { status, out, json: (words.includes('--json') ? JSON.parse(out) : {}) as Answer };
}

/** The findings, by path; the exit status says whether there are any. */
async function codes(...words: string[]): Promise<string[][]> {
  const { status, json } = await verify('--json', ...words);
  expect(status).toBe(json.findings.length === 0 ? 0 : 1);
  return json.findings.map(({ code, path }) => [path, code]).sort();
}
