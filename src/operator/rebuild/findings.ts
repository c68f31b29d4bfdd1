const EXAMPLES = 5;

/** What a rebuild came across and could not tell: how often, with a few examples of each kind. */
export interface Finding {
  readonly what: string;
  readonly count: number;
  readonly examples: readonly string[];
}

/** Collects findings; of each kind only the first few are kept by name. */
export class Findings {
  private readonly kinds = new Map<string, { count: number; examples: string[] }>();

  /** One more of a kind. */
  add(what: string, example: string): void {
    const kind = this.kinds.get(what) ?? { count: 0, examples: [] };
    kind.count += 1;
    if (kind.examples.length < EXAMPLES) kind.examples.push(example);
    this.kinds.set(what, kind);
  }

  /** All of them, in the order in which the first of each came. */
  list(): Finding[] {
    return [...this.kinds].map(([what, kind]) => ({ what, ...kind }));
  }
}
