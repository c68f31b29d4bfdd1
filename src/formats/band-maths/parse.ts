import {
  BINARY,
  LIMITS,
  UNARY_BINDING,
  isComparison,
  type Ast,
  type BinaryOperator,
  type UnaryOperator,
} from './language.js';
import { bandOf, functionOf, unknownName } from './names.js';
import { BandMathsFault, problemAt, type BandMathsProblem } from './problem.js';
import { tokensOf, type Token } from './tokens.js';
import { binary, call, unary } from './typing.js';

/** An expression that can be worked out for every pixel. */
export interface BandMaths {
  readonly ast: Ast;
  /** The bands in it, 1-based, each once, in ascending order; never empty. */
  readonly bands: readonly number[];
}

/**
 * Reads an expression. Whatever the text is, the answer is an expression or one problem with its place; nothing is thrown
 * and nothing of the text is run.
 */
export function parseBandMaths(text: string): BandMaths | BandMathsProblem {
  if (text.length > LIMITS.characters)
    return problemAt(
      text,
      LIMITS.characters,
      `An equation has at most ${LIMITS.characters} characters; this has ${text.length}.`,
    );
  try {
    const parser = new Parser(tokensOf(text));
    const ast = parser.whole();
    const bands = [...parser.bands].sort((a, b) => a - b);
    if (bands.length === 0 || ast.constant !== null)
      return problemAt(text, ast.at, 'The result is the same for every pixel: there is no band in it.');
    return { ast, bands };
  } catch (error) {
    if (error instanceof BandMathsFault) return problemAt(text, error.at, error.sentence);
    throw error;
  }
}

/** Whether an expression was refused. */
export function isProblem(result: BandMaths | BandMathsProblem): result is BandMathsProblem {
  return 'sentence' in result;
}

/** Precedence climbing, as Pratt has it: `expression(binding)` reads what binds tighter than `binding`. */
class Parser {
  readonly bands = new Set<number>();
  private next = 0;
  private nodes = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Ast {
    if (this.peek().kind === 'end') throw new BandMathsFault(0, 'There is no expression.');
    const ast = this.expression(0);
    const token = this.peek();
    if (token.kind === 'end') return ast;
    if (token.kind === 'sign' && token.text === ')')
      throw new BandMathsFault(token.at, "There is no '(' for this ')'.");
    if (token.kind === 'sign' && token.text === ',')
      throw new BandMathsFault(token.at, "A ',' stands only between the arguments of a function.");
    throw this.misplaced(token);
  }

  private expression(binding: number): Ast {
    let left = this.operand();
    for (;;) {
      const token = this.peek();
      if (token.kind !== 'sign' || !Object.hasOwn(BINARY, token.text)) return left;
      const operator = token.text as BinaryOperator;
      if (BINARY[operator] <= binding) return left;
      this.next += 1;
      const right =
        operator === '**'
          ? this.deeper(token.at, () => this.expression(UNARY_BINDING))
          : this.expression(BINARY[operator]);
      left = this.counted(binary(operator, left, right, token.at));
      if (isComparison(operator)) this.refuseChain();
    }
  }

  private refuseChain(): void {
    const token = this.peek();
    if (token.kind === 'sign' && isComparison(token.text))
      throw new BandMathsFault(
        token.at,
        "Comparisons cannot be chained; write both and join them with '&': (1 < band1) & (band1 < 5).",
      );
  }

  private operand(): Ast {
    const token = this.peek();
    this.next += 1;
    switch (token.kind) {
      case 'number':
        return this.counted({
          kind: 'number',
          at: token.at,
          type: token.whole ? 'int' : 'double',
          constant: token.value,
        });
      case 'name':
        return this.name(token.text, token.at);
      case 'sign':
        if (token.text === '(') return this.group(token.at);
        if (token.text === '-' || token.text === '+' || token.text === '~') {
          const operator: UnaryOperator = token.text;
          const operand = this.deeper(token.at, () => this.expression(UNARY_BINDING));
          return this.counted(unary(operator, operand, token.at));
        }
        throw new BandMathsFault(token.at, `A band, a number or '(' is expected here, not '${token.text}'.`);
      case 'end':
        throw new BandMathsFault(
          token.at,
          'The expression ends where a band, a number or a function is expected.',
        );
    }
  }

  private name(text: string, at: number): Ast {
    const after = this.peek();
    const called = after.kind === 'sign' && after.text === '(';
    if (!called && (text === 'True' || text === 'False'))
      return this.counted({ kind: 'number', at, type: 'bool', constant: text === 'True' ? 1 : 0 });
    const band = bandOf(text, at);
    if (band !== undefined) {
      if (called)
        throw new BandMathsFault(
          this.peek().at,
          "A band is no function; an operator such as '*' is missing here.",
        );
      this.bands.add(band);
      if (this.bands.size > LIMITS.bands)
        throw new BandMathsFault(at, `An equation has at most ${LIMITS.bands} different bands.`);
      return this.counted({ kind: 'band', at, band, type: 'float', constant: null });
    }
    const name = functionOf(text);
    if (name === undefined) throw new BandMathsFault(at, unknownName(text, called));
    if (!called)
      throw new BandMathsFault(at, `'${text}' is a function; its arguments follow in parentheses.`);
    const opened = this.peek().at;
    this.next += 1;
    const parameters: Ast[] = [];
    if (!this.takes(')')) {
      do parameters.push(this.deeper(opened, () => this.expression(0)));
      while (this.takes(','));
      this.close(opened);
    }
    return this.counted(call(name, parameters, at));
  }

  private group(opened: number): Ast {
    const inner = this.deeper(opened, () => this.expression(0));
    const token = this.peek();
    if (token.kind === 'sign' && token.text === ',')
      throw new BandMathsFault(token.at, "A ',' stands only between the arguments of a function.");
    this.close(opened);
    return inner;
  }

  private close(opened: number): void {
    if (this.takes(')')) return;
    if (this.peek().kind === 'end') throw new BandMathsFault(opened, "This '(' is never closed.");
    throw this.misplaced(this.peek());
  }

  /** An operand where an operator should be. */
  private misplaced(token: Token): BandMathsFault {
    if (token.kind === 'name' && ['and', 'or', 'if', 'else', 'not'].includes(token.text))
      return new BandMathsFault(token.at, unknownName(token.text, false));
    return new BandMathsFault(token.at, "An operator such as '*' or a ')' is missing here.");
  }

  private takes(sign: string): boolean {
    const token = this.peek();
    if (token.kind !== 'sign' || token.text !== sign) return false;
    this.next += 1;
    return true;
  }

  /** Left-hand chains (`a + b + c + …`) nest nothing; parentheses, arguments, signs and powers do. */
  private deeper<T>(at: number, read: () => T): T {
    this.depth += 1;
    if (this.depth > LIMITS.depth)
      throw new BandMathsFault(at, `An equation is nested at most ${LIMITS.depth} deep.`);
    const result = read();
    this.depth -= 1;
    return result;
  }

  private counted(node: Ast): Ast {
    this.nodes += 1;
    if (this.nodes > LIMITS.nodes)
      throw new BandMathsFault(node.at, `An equation has at most ${LIMITS.nodes} operators and operands.`);
    return node;
  }

  /** The last one stays: reading on behind the end is the end. */
  private peek(): Token {
    return this.tokens[Math.min(this.next, this.tokens.length - 1)]!;
  }
}
