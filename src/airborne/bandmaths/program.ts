import type { Ast, ValueType } from '../../formats/band-maths/language.js';
import { isComparison } from '../../formats/band-maths/language.js';
import type { BandMaths } from '../../formats/band-maths/parse.js';
import { commonType, isMultiplied } from '../../formats/band-maths/typing.js';
import { ONE, TWO, cast, choose, unaryKernel } from './functions.js';
import { binaryKernel } from './operators.js';
import { multiplied, type Step } from './power.js';
import { Vectors, type Vector } from './vectors.js';

/** An expression made ready for pixels. */
export interface Program {
  /** Where the pixels of each band of the expression are put, in the order of `BandMaths.bands`. */
  readonly inputs: readonly Float32Array[];
  /** Works out the first `n` pixels of the inputs; the result is overwritten by the next run. */
  run(n: number): Float32Array;
}

/** Makes an expression ready for up to `length` pixels at a time: a list of loops over typed arrays, nothing generated. */
export function programOf({ ast, bands }: BandMaths, length: number): Program {
  const inputs = bands.map(() => new Float32Array(length));
  const builder = new Builder(new Vectors(length), new Map(bands.map((band, at) => [band, inputs[at]!])));
  const result = builder.operand(ast, 'float') as Float32Array;
  const { steps } = builder;
  return {
    inputs,
    run(n) {
      for (const step of steps) step(n);
      return result;
    },
  };
}

class Builder {
  readonly steps: Step[] = [];

  constructor(
    private readonly vectors: Vectors,
    private readonly bands: ReadonlyMap<number, Float32Array>,
  ) {}

  /** The value of a part, as a type. */
  operand(ast: Ast, type: ValueType): Vector {
    if (ast.constant !== null) return this.vectors.constant(type, ast.constant);
    const vector = this.value(ast);
    if (ast.type === type) return vector;
    const out = this.vectors.take(type);
    this.steps.push((n) => cast(out, vector, n));
    this.vectors.give(vector);
    return out;
  }

  private value(ast: Ast): Vector {
    switch (ast.kind) {
      case 'band':
        return this.bands.get(ast.band)!;
      case 'number':
        return this.vectors.constant(ast.type, ast.constant);
      case 'unary': {
        const a = this.operand(ast.operand, ast.type);
        if (ast.operator === '+') return a;
        const kernel = unaryKernel(ast.operator, ast.type);
        return this.step(ast.type, [a], (out) => (n) => kernel(out, a, n));
      }
      case 'binary':
        return this.binary(ast);
      case 'call':
        return this.call(ast);
    }
  }

  private binary(ast: Ast & { readonly kind: 'binary' }): Vector {
    const { operator, left, right } = ast;
    if (operator === '**' && isMultiplied(right.constant)) {
      const base = this.operand(left, left.type);
      // What is between is not given back: a power has few steps, and its base is used in several.
      return multiplied(base, left.type, right.constant, this.vectors, this.steps).vector;
    }
    const common = commonType([left, right]);
    const type = isComparison(operator) ? common : operator === '/' ? ast.type : common;
    const a = this.operand(left, type);
    const b = this.operand(right, type);
    const kernel = binaryKernel(operator, type);
    return this.step(ast.type, [a, b], (out) => (n) => kernel(out, a, b, n));
  }

  private call(ast: Ast & { readonly kind: 'call' }): Vector {
    const { name, parameters } = ast;
    if (name === 'where') {
      const [condition, yes, no] = parameters as [Ast, Ast, Ast];
      if (condition.constant !== null) return this.operand(condition.constant === 1 ? yes : no, ast.type);
      const c = this.operand(condition, 'bool');
      const a = this.operand(yes, ast.type);
      const b = this.operand(no, ast.type);
      return this.step(ast.type, [c, a, b], (out) => (n) => choose(out, c, a, b, n));
    }
    const common = commonType(parameters);
    const numeric = common === 'double' ? 'double' : 'float';
    const type = ast.type === 'bool' ? numeric : ast.type;
    const operands = parameters.map((parameter) => this.operand(parameter, type));
    const [a, b] = operands as [Vector, Vector];
    if (Object.hasOwn(ONE, name)) {
      const kernel = ONE[name as keyof typeof ONE];
      return this.step(ast.type, operands, (out) => (n) => kernel(out, a, n));
    }
    const kernel = TWO[name as keyof typeof TWO];
    return this.step(ast.type, operands, (out) => (n) => kernel(out, a, b, n));
  }

  /** One more step; what it worked on is free again behind it. */
  private step(type: ValueType, operands: readonly Vector[], make: (out: Vector) => Step): Vector {
    const out = this.vectors.take(type);
    this.steps.push(make(out));
    for (const operand of operands) this.vectors.give(operand);
    return out;
  }
}
