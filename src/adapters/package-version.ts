import { readFileSync } from 'node:fs';

/** The version of this software, as its package.json says. Sources and compiled files lie equally deep below that. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
