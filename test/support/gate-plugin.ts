import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A plugin named `gate` that a test holds up, and lets fail. */
export interface Gate {
  /** The folder of the plugin, for `scops: plugins:`. */
  readonly folder: string;
  /** What it does from now on: it waits while `closed` is there, and fails when `broken` is. */
  set(what: 'closed' | 'broken', isThere: boolean): Promise<void>;
}

/** Puts the plugin into a home. Its raster is the number of each line of the image. */
export async function gatePlugin(home: string): Promise<Gate> {
  const folder = join(home, 'gate');
  await mkdir(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  await writeFile(
    at('gate.mjs'),
    `import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export async function run({ outputFolder, hsiFilename }) {
  while (existsSync(${JSON.stringify(at('closed'))})) await pause(50);
  if (existsSync(${JSON.stringify(at('broken'))})) throw new Error('the gate is broken');
  const header = await readFile(hsiFilename + '.hdr', 'latin1');
  const [samples, lines] = ['samples', 'lines'].map((key) => Number(new RegExp('^' + key + ' *= *(\\\\d+)', 'm').exec(header)[1]));
  const pixels = Float32Array.from({ length: samples * lines }, (_, pixel) => 1 + Math.floor(pixel / samples));
  const path = join(outputFolder, 'gate.bil');
  await writeFile(path + '.hdr', \`ENVI\\nsamples = \${samples}\\nlines = \${lines}\\nbands = 1\\ndata type = 4\\ninterleave = bil\\nbyte order = 0\\n\`);
  await writeFile(path, pixels);
  return path;
}
`,
  );
  return {
    folder,
    set: (what, isThere) => (isThere ? writeFile(at(what), '') : rm(at(what), { force: true })),
  };
}
