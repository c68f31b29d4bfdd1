import { binaryConstant, callConstant, unaryConstant, type Constant } from './constants.js';
import {
  FUNCTIONS,
  isComparison,
  type Ast,
  type BinaryOperator,
  type FunctionName,
  type UnaryOperator,
  type ValueType,
} from './language.js';
import { BandMathsFault } from './problem.js';

const RANK: readonly ValueType[] = ['bool', 'int', 'float', 'double'];
const INT32 = 2 ** 31;

/** The type in which values meet. */
export function commonType(values: readonly { readonly type: ValueType }[]): ValueType {
  return RANK[Math.max(...values.map(({ type }) => RANK.indexOf(type)))]!;
}

/** Puts an operator before an operand. Throws BandMathsFault when the operator has no meaning for its type. */
export function unary(operator: UnaryOperator, operand: Ast, at: number): Ast {
  if (isConstant(operand))
    return { kind: 'unary', operator, operand, at, ...unaryConstant(operator, operand, at) };
  const { type } = operand;
  if (operator === '~' && type !== 'bool' && type !== 'int')
    throw new BandMathsFault(at, "'~' is for booleans, such as ~(band1 > 5); this is a number.");
  if (operator === '-' && type === 'bool')
    throw new BandMathsFault(at, "A boolean has no negative; write '~' for 'not'.");
  return { kind: 'unary', operator, operand, at, type, constant: null };
}

/** Joins two operands. Throws BandMathsFault when the operator has no meaning for their types. */
export function binary(operator: BinaryOperator, left: Ast, right: Ast, at: number): Ast {
  const node = { kind: 'binary', operator, left, right, at } as const;
  if (isConstant(left) && isConstant(right)) return { ...node, ...binaryConstant(operator, left, right, at) };
  const common = commonType([left, right]);
  if (operator === '**') return { ...node, type: powerType(left, right, common, at), constant: null };
  if (common === 'int') [left, right].forEach(fitsInt32);
  if (isComparison(operator)) return { ...node, type: 'bool', constant: null };
  switch (operator) {
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
      return { ...node, type: bitsType(operator, common, at), constant: null };
    case '/':
      return { ...node, type: common === 'bool' || common === 'int' ? 'double' : common, constant: null };
    case '-':
    case '%':
    case '//':
      if (common === 'bool')
        throw new BandMathsFault(
          at,
          `'${operator}' has no meaning between booleans; make numbers of them with where(condition, 1, 0).`,
        );
  }
  return { ...node, type: common, constant: null };
}

function bitsType(operator: string, common: ValueType, at: number): ValueType {
  if (common === 'float' || common === 'double')
    throw new BandMathsFault(
      at,
      ['<<', '>>', '^'].includes(operator)
        ? `'${operator}' is for whole numbers, not for bands${operator === '^' ? "; a power is written '**'" : ''}.`
        : `'${operator}' joins booleans and binds tighter than comparisons; put each in parentheses: (band1 > 1) ${operator} (band2 > 1).`,
    );
  if (common === 'bool' && (operator === '<<' || operator === '>>'))
    throw new BandMathsFault(at, `'${operator}' is for whole numbers, not for booleans.`);
  return common;
}

/** The largest exponent that is worked out by multiplications. */
export const MOST_MULTIPLIED = 50;

/** How a power is worked out: by multiplications (and a square root) for a constant whole or half exponent, else by pow. */
export function isMultiplied(exponent: number | null): exponent is number {
  return exponent !== null && Number.isInteger(2 * exponent) && Math.abs(exponent) <= MOST_MULTIPLIED;
}

/** A power that is multiplied out keeps the type of its base, whatever the exponent is written as. */
function powerType(base: Ast, exponent: Ast, common: ValueType, at: number): ValueType {
  const value = exponent.constant;
  if (base.type === 'bool' && (common === 'bool' || isMultiplied(value)))
    throw new BandMathsFault(at, 'A boolean has no powers; make a number of it with where(condition, 1, 0).');
  if (base.type === 'int' && exponent.type === 'int' && value !== null && value < 0)
    throw new BandMathsFault(
      at,
      'A whole number has no negative whole powers; write the base with a decimal point.',
    );
  if (!isMultiplied(value)) {
    if (common === 'int') [base, exponent].forEach(fitsInt32);
    return common;
  }
  if (base.type === 'int') return Number.isInteger(value) && value >= 0 ? 'int' : 'double';
  return base.type;
}

/** Calls a function. Throws BandMathsFault when it has another number of arguments, or `where` no condition. */
export function call(name: FunctionName, parameters: readonly Ast[], at: number): Ast {
  const { kind, parameters: wanted } = FUNCTIONS[name];
  if (parameters.length !== wanted)
    throw new BandMathsFault(
      at,
      `${name} takes ${wanted} argument${wanted === 1 ? '' : 's'}${name === 'where' ? ' (condition, a, b)' : ''}, not ${parameters.length}.`,
    );
  const node = { kind: 'call', name, parameters, at } as const;
  if (name === 'where') {
    const [condition, yes, no] = parameters as [Ast, Ast, Ast];
    if (condition.type !== 'bool')
      throw new BandMathsFault(
        condition.at,
        'The first argument of where is a condition, such as band1 > 5.',
      );
    if (condition.constant !== null) {
      const { type, constant } = condition.constant === 1 ? yes : no;
      return { ...node, type, constant };
    }
    const type = commonType([yes, no]);
    if (type === 'int') [yes, no].forEach(fitsInt32);
    return { ...node, type, constant: null };
  }
  if (parameters.every(isConstant)) return { ...node, ...callConstant(name, parameters) };
  const common = commonType(parameters);
  if (common === 'int') parameters.forEach(fitsInt32);
  return { ...node, type: resultType(kind, common), constant: null };
}

function resultType(kind: (typeof FUNCTIONS)[FunctionName]['kind'], common: ValueType): ValueType {
  switch (kind) {
    case 'test':
      return 'bool';
    case 'double':
      return 'double';
    case 'whole':
      return common === 'int' ? 'int' : 'double';
    case 'keep':
      return common === 'bool' ? 'float' : common;
    default:
      return common === 'int' ? 'double' : common === 'bool' ? 'float' : common;
  }
}

function isConstant(node: Ast): node is Ast & Constant {
  return node.constant !== null;
}

/** Whole numbers of pixels have 32 bits. */
function fitsInt32({ constant, at }: Ast): void {
  if (constant !== null && (constant >= INT32 || constant < -INT32))
    throw new BandMathsFault(at, 'This whole number is too large here; write it with a decimal point.');
}
