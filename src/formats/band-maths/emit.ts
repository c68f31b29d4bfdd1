import { BINARY, UNARY_BINDING, isComparison, type Ast } from './language.js';

/** The normal form of an expression: bands without leading zeros, single spaces, only the parentheses that it needs. */
export function emitBandMaths(ast: Ast): string {
  switch (ast.kind) {
    case 'band':
      return `band${ast.band}`;
    case 'number':
      return numberText(ast);
    case 'call':
      return `${ast.name}(${ast.parameters.map(emitBandMaths).join(', ')})`;
    case 'unary':
      return `${ast.operator}${within(ast.operand, UNARY_BINDING)}`;
    case 'binary': {
      const binding = BINARY[ast.operator];
      if (ast.operator === '**') {
        // A sign on the left would take the whole power; on the right it needs no parentheses.
        return `${within(ast.left, binding + 1)}**${within(ast.right, UNARY_BINDING)}`;
      }
      // Comparisons cannot be chained, so that one within another always has parentheses.
      const left = within(ast.left, isComparison(ast.operator) ? binding + 1 : binding);
      return `${left} ${ast.operator} ${within(ast.right, binding + 1)}`;
    }
  }
}

function within(ast: Ast, binding: number): string {
  const own = ast.kind === 'binary' ? BINARY[ast.operator] : ast.kind === 'unary' ? UNARY_BINDING : Infinity;
  return own < binding ? `(${emitBandMaths(ast)})` : emitBandMaths(ast);
}

function numberText({ type, constant }: Ast & { readonly kind: 'number' }): string {
  if (type === 'bool') return constant === 1 ? 'True' : 'False';
  const text = String(constant);
  return type === 'int' || /[.e]/.test(text) ? text : `${text}.0`;
}
