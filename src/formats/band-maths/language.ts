/**
 * The language of band maths: NumExpr's, as SCOPS's clients know it, without what reaches beyond arithmetic. Operators,
 * precedence and types are NumExpr 2.14's, which are Python's and NumPy's.
 */

/** What a value is. Bands are `float` (32 bits); a literal with a decimal point is `double`, as in Python. */
export type ValueType = 'bool' | 'int' | 'float' | 'double';

/** The operators with two sides, and how tight each binds; `**` binds tightest and to the right, the others to the left. */
export const BINARY = {
  '<': 1,
  '<=': 1,
  '>': 1,
  '>=': 1,
  '==': 1,
  '!=': 1,
  '|': 2,
  '^': 3,
  '&': 4,
  '<<': 5,
  '>>': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '//': 7,
  '%': 7,
  '**': 9,
} as const;
/** One of them. */
export type BinaryOperator = keyof typeof BINARY;
/** How tight the operators with one side bind: looser than `**` on their right, so that `-b**2` is `-(b**2)`. */
export const UNARY_BINDING = 8;
/** The operators with one side. */
export type UnaryOperator = '-' | '+' | '~';

/** Whether an operator compares. */
export function isComparison(operator: string): boolean {
  return Object.hasOwn(BINARY, operator) && BINARY[operator as BinaryOperator] === 1;
}

/**
 * What a function makes of the type of its arguments. `real`: float stays float, whole numbers become double. `double`:
 * always double. `whole`: whole numbers stay, all else becomes double. `keep`: whole numbers and floats stay. `test`: a
 * boolean. `choice`: `where`.
 */
export type FunctionKind = 'real' | 'double' | 'whole' | 'keep' | 'test' | 'choice';

const of = <K extends FunctionKind, N extends number>(kind: K, parameters: N) => ({ kind, parameters });

/** The functions, with the number of their arguments. */
export const FUNCTIONS = {
  where: of('choice', 3),
  sin: of('real', 1),
  cos: of('real', 1),
  tan: of('real', 1),
  arcsin: of('real', 1),
  arccos: of('real', 1),
  arctan: of('real', 1),
  arctan2: of('real', 2),
  sinh: of('real', 1),
  cosh: of('real', 1),
  tanh: of('real', 1),
  arcsinh: of('real', 1),
  arccosh: of('real', 1),
  arctanh: of('real', 1),
  log: of('real', 1),
  log10: of('real', 1),
  log1p: of('real', 1),
  log2: of('real', 1),
  exp: of('real', 1),
  expm1: of('real', 1),
  sqrt: of('real', 1),
  abs: of('keep', 1),
  floor: of('real', 1),
  ceil: of('real', 1),
  fmod: of('real', 2),
  round: of('whole', 1),
  sign: of('whole', 1),
  trunc: of('double', 1),
  hypot: of('double', 2),
  maximum: of('double', 2),
  minimum: of('double', 2),
  copysign: of('double', 2),
  isnan: of('test', 1),
  isfinite: of('test', 1),
  isinf: of('test', 1),
} as const;
/** The name of a function. */
export type FunctionName = keyof typeof FUNCTIONS;

/** Whether a name is that of a function. */
export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

/** What bounds an expression: characters, nesting, operators and operands together, different bands, the highest band. */
export const LIMITS = { characters: 2000, depth: 64, nodes: 500, bands: 64, band: 999 } as const;

interface Value {
  /** Where it stands in the text, from 0: an operator's sign, or where an operand begins. */
  readonly at: number;
  readonly type: ValueType;
  /** What it is when no band has a part in it (booleans are 0 and 1); else null. */
  readonly constant: number | null;
}
/** An expression: a tree in which every part has its type. */
export type Ast = Value &
  (
    | { readonly kind: 'band'; readonly band: number }
    | { readonly kind: 'number'; readonly constant: number }
    | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Ast }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Ast; readonly right: Ast }
    | { readonly kind: 'call'; readonly name: FunctionName; readonly parameters: readonly Ast[] }
  );
