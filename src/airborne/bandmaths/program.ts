import type { Ast, ValueType } from '../../formats/band-maths/language.js';
import { isComparison } from '../../formats/band-maths/language.js';
import type { BandMaths } from '../../formats/band-maths/parse.js';
import { commonType, isMultiplied } from '../../formats/band-maths/typing.js';
import { simdKernels } from '../simd/kernels.js';
import { ONE, TWO, cast, unaryKernel } from './functions.js';
import { binaryKernel } from './operators.js';
import { multiplied } from './power.js';
import { binaryStep, chooseStep, runOf, unaryStep, type Step } from './steps.js';
import { Tally } from './tally.js';
import { Vectors, type Place } from './vectors.js';

/** An expression made ready for pixels. */
export interface Program {
  /** Where the pixels of each band of the expression are put, in the order of `BandMaths.bands`. */
  readonly inputs: readonly Float32Array[];
  /** 1 where a pixel is masked; all 0 in the beginning. */
  readonly masked: Uint8Array;
  /** Works out the first `n` pixels of the inputs; the result is overwritten by the next run. */
  run(n: number): Float32Array;
  /** What is left of the last run's result when it is made fit for mapping; overwritten by the next. */
  readonly tally: Tally;
}

/**
 * Makes an expression ready for up to `length` pixels at a time: a list of kernels, each with the vectors that it works on,
 * nothing generated. `simd: false` leaves all to the loops in TypeScript: tests compare both.
 */
export function programOf({ ast, bands }: BandMaths, length: number, { simd = true } = {}): Program {
  const vectors = new Vectors(length);
  const inputs = bands.map(() => vectors.keep('float'));
  const builder = new Builder(vectors, new Map(bands.map((band, at) => [band, inputs[at]!])));
  const result = builder.operand(ast, 'float');
  const places = Tally.places(vectors, result);
  const memory = vectors.memory();
  const names = builder.steps.map(({ name }) => name);
  const kernels = simdKernels([...(simd ? names : []), 'clean'], memory);
  const runs = builder.steps.map((step) => runOf(step, vectors, memory, kernels.get(step.name)));
  const view = (place: Place) => vectors.view(memory, place).subarray(0, length);
  const values = view(result) as Float32Array;
  return {
    inputs: inputs.map(view) as Float32Array[],
    masked: view(places.masked) as Uint8Array,
    run(n) {
      for (const run of runs) run(n);
      return values;
    },
    tally: new Tally(places, memory, kernels.get('clean')!),
  };
}

class Builder {
  readonly steps: Step[] = [];

  constructor(
    private readonly vectors: Vectors,
    private readonly bands: ReadonlyMap<number, Place>,
  ) {}

  /** The value of a part, as a type. */
  operand(ast: Ast, type: ValueType): Place {
    if (ast.constant !== null) return this.vectors.constant(type, ast.constant);
    const value = this.value(ast);
    if (ast.type === type) return value;
    return this.step(type, [value], (out) => unaryStep(`${ast.type} to ${type}`, cast, out, value));
  }

  private value(ast: Ast): Place {
    switch (ast.kind) {
      case 'band':
        return this.bands.get(ast.band)!;
      case 'number':
        return this.vectors.constant(ast.type, ast.constant);
      case 'unary': {
        const a = this.operand(ast.operand, ast.type);
        if (ast.operator === '+') return a;
        const kernel = unaryKernel(ast.operator, ast.type);
        const name = `${ast.operator === '-' ? 'negate' : ast.operator} ${ast.type}`;
        return this.step(ast.type, [a], (out) => unaryStep(name, kernel, out, a));
      }
      case 'binary':
        return this.binary(ast);
      case 'call':
        return this.call(ast);
    }
  }

  private binary(ast: Ast & { readonly kind: 'binary' }): Place {
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
    return this.step(ast.type, [a, b], (out) => binaryStep(`${operator} ${type}`, kernel, out, a, b));
  }

  private call(ast: Ast & { readonly kind: 'call' }): Place {
    const { name, parameters } = ast;
    if (name === 'where') {
      const [condition, yes, no] = parameters as [Ast, Ast, Ast];
      if (condition.constant !== null) return this.operand(condition.constant === 1 ? yes : no, ast.type);
      const c = this.operand(condition, 'bool');
      const a = this.operand(yes, ast.type);
      const b = this.operand(no, ast.type);
      return this.step(ast.type, [c, a, b], (out) => chooseStep(out, c, a, b));
    }
    const common = commonType(parameters);
    const numeric = common === 'double' ? 'double' : 'float';
    const type = ast.type === 'bool' ? numeric : ast.type;
    const operands = parameters.map((parameter) => this.operand(parameter, type));
    const [a, b] = operands as [Place, Place];
    if (Object.hasOwn(ONE, name)) {
      const kernel = ONE[name as keyof typeof ONE];
      return this.step(ast.type, operands, (out) => unaryStep(`${name} ${type}`, kernel, out, a));
    }
    const kernel = TWO[name as keyof typeof TWO];
    return this.step(ast.type, operands, (out) => binaryStep(`${name} ${type}`, kernel, out, a, b));
  }

  /** One more step; what it worked on is free again behind it. */
  private step(type: ValueType, operands: readonly Place[], make: (out: Place) => Step): Place {
    const out = this.vectors.take(type);
    this.steps.push(make(out));
    for (const operand of operands) this.vectors.give(operand);
    return out;
  }
}
