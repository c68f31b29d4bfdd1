import { EQUATION_NAME } from '../../domain/scops/equation-name.js';
import type { Ast } from './language.js';
import { isProblem, parseBandMaths, type BandMaths } from './parse.js';
import { problemAt, type BandMathsProblem } from './problem.js';

export { EQUATION_NAME };

/** What is wrong with the name of an equation, in a sentence; null when nothing is. */
export function checkEquationName(name: string): string | null {
  if (EQUATION_NAME.test(name)) return null;
  return `The name of an equation begins with a letter and has at most 40 letters, digits, '_' and '-'; ${JSON.stringify(name.slice(0, 60))} has not.`;
}

/** Reads an expression for a file of so many bands: a band that the file doesn't have is a problem, at its place. */
export function checkBandMaths(text: string, bandCount: number): BandMaths | BandMathsProblem {
  const result = parseBandMaths(text);
  if (isProblem(result)) return result;
  const beyond = firstBeyond(result.ast, bandCount);
  if (beyond === undefined) return result;
  return problemAt(
    text,
    beyond.at,
    `There is no band ${beyond.band}: the file has ${bandCount} band${bandCount === 1 ? '' : 's'}.`,
  );
}

function firstBeyond(
  ast: Ast,
  bandCount: number,
): { readonly at: number; readonly band: number } | undefined {
  switch (ast.kind) {
    case 'band':
      return ast.band > bandCount ? ast : undefined;
    case 'number':
      return undefined;
    case 'unary':
      return firstBeyond(ast.operand, bandCount);
    case 'binary':
      return firstBeyond(ast.left, bandCount) ?? firstBeyond(ast.right, bandCount);
    case 'call':
      for (const parameter of ast.parameters) {
        const found = firstBeyond(parameter, bandCount);
        if (found !== undefined) return found;
      }
      return undefined;
  }
}
