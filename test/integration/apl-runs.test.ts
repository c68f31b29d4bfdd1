import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runApl } from '../../src/airborne/apl/run-apl.js';
import type { GeocorrectRequest, MapRequest } from '../../src/airborne/contract.js';

let root: string;
let apl: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sipstream apl's "));
  apl = join(root, 'apl', 'bin');
  await mkdir(apl, { recursive: true });
  await writeFile(join(root, 'f1b.bil'), Buffer.alloc(4 * 5 * 2 * 2));
  await writeFile(join(root, 'f1b.bil.hdr'), header(4, 5, 2, 12));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const header = (samples: number, lines: number, bands: number, type: number): string =>
  `ENVI\nsamples = ${samples}\nlines = ${lines}\nbands = ${bands}\ndata type = ${type}\ninterleave = bil\n`;

/** An executable of APL that writes its arguments down, makes an IGM of 4 × 5 at its last argument but `after`, and says `text`. */
async function stub(program: string, text = '', output = '-igmfile'): Promise<void> {
  const lines = [
    '#!/bin/sh',
    `printf '%s\\n' "$@" > '${join(root, 'argv').replaceAll("'", "'\\''")}'`,
    `while [ "$1" != "${output}" ]; do shift; done`,
    'out=$2',
    'whole() { head -c 480 /dev/zero > "$out"; head4; }',
    `head4() { printf '${header(4, 5, 3, 5).replaceAll('\n', '\\n')}' > "$out.hdr"; }`,
    text,
  ];
  await writeFile(join(apl, program), `${lines.join('\n')}\n`, { mode: 0o755 });
}

const geocorrect = (): GeocorrectRequest => ({
  ...{ kind: 'geocorrect', apl, level1: join(root, 'f1b.bil'), navigation: join(root, 'f_nav.bil') },
  ...{ viewVectors: join(root, 'vv.bil'), dem: null, output: join(root, 'f123a011.igm') },
});

/** Runs a request as the kernel does, and tells what the log and the progress got. */
async function run(request: GeocorrectRequest | MapRequest) {
  const [said, progress]: [string[], number[]] = [[], []];
  const report = {
    say: (line: string) => void said.push(line),
    progress: (percent: number) => void progress.push(percent),
  };
  const facts = await runApl(apl, request, report).catch((error: unknown) => error);
  return { said, progress, facts };
}

const left = () => readdirSync(root).filter((name) => name.includes('igm') || name.startsWith('.apl'));

describe('a stage by APL', () => {
  it('gets its arguments without a shell, and its output has its name when it is whole', async () => {
    await stub(
      'aplcorr',
      `echo 'Approximate percent complete: 10 at line 99'; echo Reading; whole; echo 'Approximate percent complete: 100 at line 400'`,
    );
    const { facts, said, progress } = await run(geocorrect());
    expect(facts).toEqual({ program: 'aplcorr', bytes: 480 });
    expect(progress).toEqual([10, 100]);
    expect(said.slice(1)).toEqual(['Reading']);
    expect(left().sort()).toEqual(['f123a011.igm', 'f123a011.igm.hdr']);
    const argv = readFileSync(join(root, 'argv'), 'utf8').trimEnd().split('\n');
    expect(argv.slice(0, -1)).toEqual([
      ...['-lev1file', join(root, 'f1b.bil'), '-navfile', join(root, 'f_nav.bil')],
      ...['-vvfile', join(root, 'vv.bil'), '-igmfile'],
    ]);
  });

  it('begins with nothing of an attempt that was killed, and leaves the files of others alone', async () => {
    const before = '.apl-0123456789ab-f123a011.igm';
    const others = ['.apl-0123456789ab-f123a021.igm', '.apl-notes-f123a011.igm'];
    for (const name of [before, `${before}.hdr`, ...others]) await writeFile(join(root, name), 'half');
    await stub('aplcorr', 'whole');
    expect((await run(geocorrect())).facts).toEqual({ program: 'aplcorr', bytes: 480 });
    expect(left().sort()).toEqual([...others, 'f123a011.igm', 'f123a011.igm.hdr'].sort());
  });

  it('tells how large a map will be', async () => {
    await stub(
      'aplmap',
      `echo 'Final mapped image will require 12 megabytes of disk space.'; whole`,
      '-mapname',
    );
    const request: MapRequest = {
      ...{
        kind: 'map',
        apl,
        igm: join(root, 'p.igm'),
        raster: join(root, 'f1b.bil'),
        pixelSize: { x: 2, y: 2 },
      },
      ...{
        bands: [1, 2],
        interpolation: 'nearest',
        type: 'uint16',
        projection: { kind: 'ukbng' },
        bounds: null,
      },
      ...{ ignoreValue: 0, index: '', ignoreFreeSpace: true, output: join(root, 'f3b_mapped.bil') },
    };
    expect((await run(request)).facts).toEqual({ program: 'aplmap', bytes: 480, megabytes: 12 });
    expect(readFileSync(join(root, 'argv'), 'utf8')).toContain('-bandlist\nALL\n');
  });
});

describe('fault 11: the output of a program of APL that failed is nobody’s input', () => {
  it.each([
    [
      'an error and exit status 1 with a partial IGM',
      `head -c 100 /dev/zero > "$out"; head4; echo '########## ERROR #########'; echo 'No DEM here.'; exit 1`,
      /exit status 1: No DEM here/,
    ],
    [
      'an error and exit status 0',
      `whole; echo '########## ERROR #########'; echo 'No DEM here.'`,
      /printed an error.*No DEM here/,
    ],
    ['exit status 0 and a partial IGM', 'head -c 100 /dev/zero > "$out"; head4', /only a part/],
    ['exit status 0 and no IGM', ':', /not there/],
    ['exit status 0 and no header', 'head -c 480 /dev/zero > "$out"', /no header/],
    ['a crash', 'whole; kill -SEGV $$', /SIGSEGV/],
    [
      'an IGM of other dimensions',
      `head -c 24 /dev/zero > "$out"; printf '${header(1, 1, 3, 5).replaceAll('\n', '\\n')}' > "$out.hdr"`,
      /24 bytes, where its input makes 480/,
    ],
  ])('%s', async (_, text, sentence) => {
    await stub('aplcorr', text);
    const { facts } = await run(geocorrect());
    expect(facts).toMatchObject({ code: 'APL_FAILED', message: expect.stringMatching(sentence) });
    expect(left()).toEqual([]);
  });

  it('an executable that is not there', async () => {
    expect((await run(geocorrect())).facts).toMatchObject({
      code: 'APL_FAILED',
      message: expect.stringContaining('aplcorr is not there'),
    });
  });

  it('all that it prints is in the log, its last lines too', async () => {
    await stub(
      'aplcorr',
      `whole; i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done; printf 'last words'`,
    );
    const { said } = await run(geocorrect());
    expect(said).toHaveLength(2002);
    expect(said.at(-1)).toBe('last words');
  });

  it('the kernel as a program ends with 1 and APL’s words', async () => {
    await stub('aplcorr', `echo '########## ERROR #########'; echo 'No DEM here.'; exit 1`);
    const [request, result] = [join(root, 'request.json'), join(root, 'result.json')];
    await writeFile(request, JSON.stringify(geocorrect()));
    const main = fileURLToPath(new URL('../../dist/airborne/main.js', import.meta.url));
    const status = await new Promise((resolve) =>
      execFile(process.execPath, [main, request, result], (error) => resolve(error?.code)),
    );
    expect(status).toBe(1);
    expect(JSON.parse(readFileSync(result, 'utf8'))).toMatchObject({
      failure: { code: 'APL_FAILED', details: ['No DEM here.'] },
    });
    expect(existsSync(join(root, 'f123a011.igm'))).toBe(false);
  });
});
