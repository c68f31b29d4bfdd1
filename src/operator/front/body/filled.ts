/** A file that came with a form: its bytes lie in a temporary file until somebody takes it. */
export interface Upload {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Its first bytes, as many as tell what it is. */
  readonly start: Uint8Array;
}

/** What was filled in: every value of every field, in the order of the form. */
export class Filled {
  constructor(
    private readonly fields: ReadonlyMap<string, readonly string[]> = new Map(),
    readonly files: ReadonlyMap<string, Upload> = new Map(),
  ) {}

  /** The first value of a field, without spaces around it; '' where there is none. */
  text(name: string): string {
    return this.fields.get(name)?.[0]?.trim() ?? '';
  }

  /** The first value of a field exactly as it was typed: passwords. */
  exactly(name: string): string {
    return this.fields.get(name)?.[0] ?? '';
  }

  /** All values of a field. */
  all(name: string): readonly string[] {
    return this.fields.get(name) ?? [];
  }

  /** Whether a field came at all: buttons and check boxes. */
  has(name: string): boolean {
    return this.fields.has(name);
  }
}

/** Fields as they come in, counted: a form that is larger than any of ours is refused. */
export class FieldsComing {
  readonly fields = new Map<string, string[]>();
  #bytes = 0;

  constructor(private readonly limit: number) {}

  /** False when it was too much. */
  add(name: string, value: string): boolean {
    this.#bytes += name.length + value.length + 2;
    if (this.#bytes > this.limit) return false;
    const there = this.fields.get(name);
    if (there) there.push(value);
    else this.fields.set(name, [value]);
    return true;
  }
}
