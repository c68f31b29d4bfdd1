import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProgram } from '../../src/adapters/programs.js';
import { runPlugin } from '../../src/airborne/plugin/kernel.js';
import type { PluginRequest } from '../../src/airborne/contract.js';
import { KeptReport, readRaster, writeRaster } from './rasters.js';

const python = findProgram('python3') ?? 'python3';
const SHAPE = { samples: 5, lines: 4, bands: 3, type: 12 } as const;
/** ENVI by hand, as a plugin of anybody's may write it: BSQ, big-endian, its header without `.bil`. */
const HEADER =
  'ENVI\nsamples = 5\nlines = 4\nbands = 1\ndata type = 2\ninterleave = bsq\nbyte order = 1\ndata ignore value = -9\n';

describe('a plugin', () => {
  let folder: string;
  let work: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sipstream-plugin-'));
    work = join(folder, 'work');
    await writeRaster(
      join(folder, 'l1b.bil'),
      SHAPE,
      (sample, line, band) => sample + 10 * line + 100 * band,
    );
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function run(file: string, text: string, over: Partial<PluginRequest> = {}) {
    const plugin = join(folder, file);
    await writeFile(plugin, text);
    const report = new KeptReport();
    const request: PluginRequest = {
      kind: 'plugin',
      ...{ plugin, python, level1: join(folder, 'l1b.bil'), folder: work, output: join(folder, 'out.bil') },
      ...over,
    };
    const facts = runPlugin(request, report);
    return { report, facts: await facts };
  }
  const refuses = async (file: string, text: string, sentence: RegExp) => {
    await expect(run(file, text)).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: expect.stringMatching(sentence),
    });
    await expect(readFile(join(folder, 'out.bil'))).rejects.toThrow('ENOENT');
  };
  const pixels = async () => [...(await readRaster(join(folder, 'out.bil'))).samples];
  const COUNT = Array.from({ length: 20 }, (_, at) => at);

  const writes = (answer: string) => `
    import { writeFile } from 'node:fs/promises';
    import { basename, join } from 'node:path';
    export async function run({ outputFolder, hsiFilename }) {
      const path = join(outputFolder, basename(hsiFilename, '.bil') + '_mine.dat');
      const bytes = Buffer.alloc(40);
      for (let at = 0; at < 20; at += 1) bytes.writeInt16BE(at, 2 * at);
      await writeFile(path, bytes);
      await writeFile(path.replace('.dat', '.hdr'), ${JSON.stringify(HEADER)});
      return ${answer};
    }`;
  const PYTHON_WRITES = `
import struct
def make(output_folder, hsi_filename):
    path = output_folder + "/py.dat"
    open(path, "wb").write(struct.pack(">20h", *range(20)))
    open(output_folder + "/py.hdr", "w").write(${JSON.stringify(HEADER)})
    return path
`;

  it('in JavaScript is given the folder and the level-1 file, and its raster becomes the product', async () => {
    const { facts, report } = await run('mine.mjs', writes('path'));
    expect(await pixels()).toEqual(COUNT);
    expect(facts).toEqual({
      plugin: 'mine.mjs',
      made: 'l1b_mine.dat',
      bands: 1,
      type: 'int16',
      ignoreValue: -9,
    });
    expect((await readRaster(join(folder, 'out.bil'))).header).toMatchObject({
      interleave: 'bil',
      bigEndian: false,
    });
    expect(report.percents.at(-1)).toBe(100);
  });

  it('may return at once, a path within its folder, and be CommonJS', async () => {
    const text = `
      const fs = require('node:fs'); const path = require('node:path');
      module.exports = { run({ outputFolder }) {
        fs.writeFileSync(path.join(outputFolder, 'c.bil'), Buffer.alloc(40, 1));
        fs.writeFileSync(path.join(outputFolder, 'c.bil.hdr'), ${JSON.stringify(HEADER)});
        return 'c.bil';
      } };`;
    await run('common.js', text);
    expect(await pixels()).toEqual(COUNT.map(() => 257));
  });

  it('in Python is a program that prints the path of its product last', async () => {
    const text = `${PYTHON_WRITES}
import sys
print("reading", sys.argv[2])
print("careful", file=sys.stderr)
print(make(*sys.argv[1:]))
`;
    const { report, facts } = await run('mine.py', text);
    expect(await pixels()).toEqual(COUNT);
    expect(facts).toMatchObject({ plugin: 'mine.py', made: 'py.dat' });
    expect(report.lines).toContain(`reading ${join(folder, 'l1b.bil')}`);
    expect(report.lines).toContain('careful');
  });

  it("in Python may be a module of SCOPS's with run(output_folder, hsi_filename)", async () => {
    const text = `${PYTHON_WRITES}
import beside
def run(output_folder, hsi_filename, weight=1):
    print("as a module", beside.WORD)
    return make(hsi_filename=hsi_filename, output_folder=output_folder)
if __name__ == "__main__":
    raise SystemExit("not as a program")
`;
    await writeFile(join(folder, 'beside.py'), 'WORD = "too"\n');
    const { report } = await run('module-1.py', text);
    expect(await pixels()).toEqual(COUNT);
    expect(report.lines).toContain('as a module too');
  });

  it('may make what GDAL opens', async () => {
    const grid = `ncols 5\nnrows 4\nxllcorner 0\nyllcorner 0\ncellsize 1\nNODATA_value -9\n${[0, 1, 2, 3].map((line) => [0, 1, 2, 3, 4].map((sample) => 5 * line + sample).join(' ')).join('\n')}\n`;
    const text = `
      import { writeFileSync } from 'node:fs';
      export function run({ outputFolder }) {
        writeFileSync(outputFolder + '/grid.asc', ${JSON.stringify(grid)});
        return outputFolder + '/grid.asc';
      }`;
    const { facts } = await run('grid.mjs', text);
    expect(await pixels()).toEqual(COUNT);
    expect(facts).toMatchObject({ made: 'grid.asc', bands: 1, ignoreValue: -9 });
    expect(await readdir(work)).toEqual(['grid.asc']);
  });

  it.each([
    ['throws', 'export function run() { throw new Error("no such band"); }', /bad\.mjs failed: no such band/],
    ['exports nothing', 'export const x = 1;', /exports no function 'run'/],
    ['cannot be loaded', 'export function (', /cannot be loaded/],
    ['tells no path', 'export function run() {}', /did not tell the path/],
    [
      'tells of a file that is not there',
      'export const run = () => "none.bil";',
      /none\.bil, which is not there/,
    ],
    [
      'tells of a file elsewhere',
      'export const run = ({ hsiFilename }) => hsiFilename;',
      /not in its output folder/,
    ],
    ['tells of a way out', 'export const run = () => "../l1b.bil";', /not in its output folder/],
    [
      'tells of its folder',
      'export const run = ({ outputFolder }) => outputFolder;',
      /not in its output folder/,
    ],
    [
      'links to a file elsewhere',
      `import { symlinkSync } from 'node:fs';
       export function run({ outputFolder, hsiFilename }) { symlinkSync(hsiFilename, outputFolder + '/l.bil'); return 'l.bil'; }`,
      /not in its output folder/,
    ],
    [
      'makes no raster',
      `import { writeFileSync } from 'node:fs';
       export function run({ outputFolder }) { writeFileSync(outputFolder + '/t.bil', 'hello'); return 't.bil'; }`,
      /no raster: .*no header beside it; GDAL cannot read it either/,
    ],
  ])('in JavaScript fails when it %s', (_what, text, sentence) => refuses('bad.mjs', text, sentence));

  it('fails when its raster is of another size, or shorter than its header says', async () => {
    const other = HEADER.replace('samples = 5', 'samples = 4').replace('lines = 4', 'lines = 5');
    await refuses(
      'size.mjs',
      writes('path').replace(JSON.stringify(HEADER), JSON.stringify(other)),
      /made 4 samples × 5 lines; the level-1 file has 5 × 4/,
    );
    await refuses(
      'short.mjs',
      writes('path')
        .replace('alloc(40)', 'alloc(40).subarray(0)')
        .replace('writeFile(path, bytes)', 'writeFile(path, bytes.subarray(2))'),
      /38 bytes.*its header and its size do not fit/,
    );
  });

  it.each([
    [
      'ends with a status',
      'import sys\nprint("first")\nprint("out of beans", file=sys.stderr)\nsys.exit(3)\n',
      /ended with status 3: out of beans/,
    ],
    ['raises', 'raise ValueError("no such band")\n', /ended with status 1: ValueError: no such band/],
    ['cannot be parsed', 'print "Python 2"\n', /ended with status 1: SyntaxError/],
    [
      'returns no path',
      'def run(output_folder, hsi_filename):\n    return 5\n',
      /run returned no path, but 5/,
    ],
    ['prints nothing', 'pass\n', /did not tell the path/],
  ])('in Python fails when it %s', (_what, text, sentence) => refuses('bad.py', text, sentence));

  it('fails when there is no Python, or it is no plugin', async () => {
    await expect(run('mine.py', '', { python: join(folder, 'no-python') })).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: expect.stringMatching(/could not be started .*ENOENT/),
    });
    await expect(run('mine.sh', '')).rejects.toMatchObject({ code: 'PLUGIN_FAILED' });
  });

  it('is run again after it was killed, whatever it left', async () => {
    await mkdir(work);
    await writeFile(join(work, 'l1b_mine.dat'), 'half');
    await run('mine.mjs', writes('path'));
    await run('mine2.mjs', writes('path'));
    expect(await pixels()).toEqual(COUNT);
  });
});
