import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { SCOPS_FAULTS } from '../support/scops-faults.js';

const tests = fileURLToPath(new URL('..', import.meta.url));

describe('the faults of SCOPS', () => {
  it('are all in the table, once each', () => {
    const numbers = Array.from({ length: 28 }, (_, index) => index + 1);
    expect(SCOPS_FAULTS.map(({ fault }) => fault)).toEqual(numbers);
  });

  it.each(SCOPS_FAULTS)('number $fault is shown not to be here: $truth', ({ shownBy }) => {
    expect(shownBy.length).toBeGreaterThan(0);
    const missing = shownBy.filter(([file, title]) => !titlesOf(join(tests, file)).includes(title));
    expect(missing).toEqual([]);
  });
});

/** The titles of a file's tests and groups that run. */
function titlesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [title] = node.arguments;
      const callee = node.expression.getText(source);
      if (/\.(skip|todo|fails|skipIf|runIf)\b/.test(callee)) return;
      if (/^(it|test|describe)\b/.test(callee) && title && ts.isStringLiteralLike(title))
        titles.push(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}
