import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Order } from '../../src/domain/scops/order.js';

/** A stage that lasts as long as a test wants: it starts a program of its own, and waits for a file in its folder. */
const WAITS = `import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
export async function run({ outputFolder, hsiFilename }) {
  const child = spawn('sleep', ['100000'], { stdio: 'ignore' });
  writeFileSync(join(outputFolder, 'child'), String(child.pid));
  while (!existsSync(join(outputFolder, 'go'))) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill();
  const made = join(outputFolder, 'copy.bil');
  copyFileSync(hsiFilename, made);
  copyFileSync(hsiFilename + '.hdr', made + '.hdr');
  return made;
}
`;

/** Fails until the file `mended` lies beside it. */
const FAILS = `import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
export function run({ outputFolder, hsiFilename }) {
  if (!existsSync(new URL('mended', import.meta.url))) throw new Error('it is not mended');
  const made = join(outputFolder, 'copy.bil');
  copyFileSync(hsiFilename, made);
  copyFileSync(hsiFilename + '.hdr', made + '.hdr');
  return made;
}
`;

/** Installs the plugins `waits` and `fails` in `<home>/plugins`. */
export async function installPlugins(home: string): Promise<void> {
  await mkdir(join(home, 'plugins'), { recursive: true });
  await writeFile(join(home, 'plugins/waits.mjs'), WAITS);
  await writeFile(join(home, 'plugins/fails.mjs'), FAILS);
}

/** What a setting of orders says of them. */
export const PLUGIN_SETTINGS = { plugins: ['plugins'] } as const;

/** Lines that some plugin or equation is wanted for: all of them, or those whose number is told. */
export function wanting(
  order: Order,
  what: Partial<Order['lines'][number]>,
  numbers = order.lines.map((_, index) => index),
): Order['lines'] {
  return order.lines.map((line, index) => (numbers.includes(index) ? { ...line, ...what } : line));
}

/** The folder in which a plugin of an order's product works. */
export function pluginFolder(folder: string, product: string): string {
  return join(folder, 'level1b', `${product}.plugin`);
}

/** Lets the plugin `waits` of a product go on. */
export function letGo(folder: string, product: string): Promise<void> {
  return writeFile(join(pluginFolder(folder, product), 'go'), '');
}
