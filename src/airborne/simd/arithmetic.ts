import type { Kernel } from './encoding.js';
import { f32x4, f64x2, i32x4, v128, type Instruction } from './instructions.js';
import { ONES, quads, type Quad } from './quads.js';

/** The kernels of one kind, by their names: what is done, and with what type. */
export type Kernels = Readonly<Record<string, () => Kernel>>;

/** Takes the parts of an operator's code and puts them together; each operand is a variable, and may be used again. */
type Operator = Instruction;

/** Lane by lane, operands and result of one type: float and int in one vector, double in two. */
const lanes = (type: 'int' | 'float' | 'double', operands: 1 | 2, operator: Operator) => () =>
  quads(
    Array.from({ length: operands + 1 }, () => type),
    (quad) => {
      for (const offset of type === 'double' ? [0, 16] : [0])
        quad.store(operator(...numbered(operands).map((at) => quad.let(quad.load(at, offset)))), offset);
    },
  );

/** Boolean by boolean. */
const booleans = (operands: 1 | 2, operator: Operator) => () =>
  quads(
    Array.from({ length: operands + 1 }, () => 'bool'),
    (quad) => quad.storeBytes(operator(...numbered(operands).map((at) => quad.loadBytes(at)))),
  );

/** A comparison of one or two operands, which gives booleans. */
const tests = (type: 'int' | 'float' | 'double', operands: 1 | 2, operator: Operator) => () =>
  quads(['bool', ...Array.from({ length: operands }, () => type)], (quad) => {
    const half = (offset: number) =>
      operator(...numbered(operands).map((at) => quad.let(quad.load(at, offset))));
    quad.storeBools(type === 'double' ? LOW_OF_EACH(half(0), half(16)) : half(0));
  });

const numbered = (operands: number) => Array.from({ length: operands }, (_, at) => at + 1);
/** Every bit of a lane, where a boolean is true. */
const truth = (quad: Quad, vector: number) => quad.let(i32x4.neg(quad.loadBools(vector)));
/** Of two times two masks of 64 bits one of four times 32. */
const LOW_OF_EACH = v128.shuffle(0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
/** Of the first (last) two of four masks of 32 bits two of 64. */
const WIDE_FIRST = v128.shuffle(0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7);
const WIDE_LAST = v128.shuffle(8, 9, 10, 11, 8, 9, 10, 11, 12, 13, 14, 15, 12, 13, 14, 15);

const turned =
  (operator: Operator): Operator =>
  (a, b) =>
    operator(b!, a!);

/** The operators of a type of fractions. What is float is rounded to 32 bits at every step. */
const ofFractions = (type: 'float' | 'double', x: typeof f32x4 | typeof f64x2): Kernels => ({
  [`+ ${type}`]: lanes(type, 2, x.add),
  [`- ${type}`]: lanes(type, 2, x.sub),
  [`* ${type}`]: lanes(type, 2, x.mul),
  [`/ ${type}`]: lanes(type, 2, x.div),
  [`// ${type}`]: lanes(type, 2, (a, b) => x.floor(x.div(a!, b!))),
  [`% ${type}`]: lanes(type, 2, (a, b) => x.sub(a!, x.mul(x.floor(x.div(a!, b!)), b!))),
  [`negate ${type}`]: lanes(type, 1, x.neg),
  [`abs ${type}`]: lanes(type, 1, x.abs),
  [`sqrt ${type}`]: lanes(type, 1, x.sqrt),
  [`floor ${type}`]: lanes(type, 1, x.floor),
  [`ceil ${type}`]: lanes(type, 1, x.ceil),
  [`trunc ${type}`]: lanes(type, 1, x.trunc),
  [`isnan ${type}`]: tests(type, 1, (a) => x.ne(a!, a!)),
  [`isfinite ${type}`]: tests(type, 1, (a) => x.eq(x.sub(a!, a!), x.all(0))),
  [`isinf ${type}`]: tests(type, 1, (a) => x.eq(x.abs(a!), x.all(Infinity))),
  ...comparisons(type, x),
});

function comparisons(
  type: 'int' | 'float' | 'double',
  x: Record<'lt' | 'le' | 'eq' | 'ne', Operator>,
): Kernels {
  return {
    [`< ${type}`]: tests(type, 2, x.lt),
    [`<= ${type}`]: tests(type, 2, x.le),
    [`> ${type}`]: tests(type, 2, turned(x.lt)),
    [`>= ${type}`]: tests(type, 2, turned(x.le)),
    [`== ${type}`]: tests(type, 2, x.eq),
    [`!= ${type}`]: tests(type, 2, x.ne),
  };
}

const choice = (type: 'int' | 'float' | 'double') => () =>
  quads([type, 'bool', type, type], (quad) => {
    const mask = truth(quad, 1);
    const masks = type === 'double' ? [WIDE_FIRST(mask, mask), WIDE_LAST(mask, mask)] : [mask];
    masks.forEach((bits, half) =>
      quad.store(v128.bitselect(quad.load(2, 16 * half), quad.load(3, 16 * half), bits), 16 * half),
    );
  });

/** The operators and functions that the machine has instructions for. */
export const ARITHMETIC: Kernels = {
  ...ofFractions('float', f32x4),
  ...ofFractions('double', f64x2),
  ...comparisons('int', i32x4),
  'maximum double': lanes('double', 2, f64x2.max),
  'minimum double': lanes('double', 2, f64x2.min),
  'round double': lanes('double', 1, f64x2.nearest),
  '+ int': lanes('int', 2, i32x4.add),
  '- int': lanes('int', 2, i32x4.sub),
  '* int': lanes('int', 2, i32x4.mul),
  'negate int': lanes('int', 1, i32x4.neg),
  '& bool': booleans(2, v128.and),
  '| bool': booleans(2, v128.or),
  '^ bool': booleans(2, v128.xor),
  '+ bool': booleans(2, v128.or),
  '* bool': booleans(2, v128.and),
  '~ bool': booleans(1, (a) => v128.xor(a!, ONES)),
  'where int': choice('int'),
  'where float': choice('float'),
  'where double': choice('double'),
};
