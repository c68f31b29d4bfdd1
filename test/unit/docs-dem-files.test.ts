import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { demProblems } from '../../src/domain/scops/check-dem.js';
import { someFacts } from '../support/order-facts.js';
import { anOrder } from '../support/orders.js';

const text = readFileSync('docs/orders.md', 'utf8');

describe('the elevations that docs/orders.md names', () => {
  const [, sources] = /^ *sources: \[(.+)\]$/m.exec(text)!;
  const files = [...text.matchAll(/order dem(?:-confirmed)? ID --file (\S+)/g)].map(([, file]) => file!);

  it('are files of both commands that take one', () => expect(files).toHaveLength(2));

  it.each(files)('lie where the site of its first step may have them: %s', (path) => {
    const facts = { ...someFacts, demFolders: sources!.split(/, */) };
    const dem = { source: 'ftp', path, confirmed: true } as const;
    expect(demProblems({ ...anOrder, dem }, facts)).toEqual([]);
  });
});
