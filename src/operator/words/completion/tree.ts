/** What stands for a value of an option or an argument. */
export type ValueKind =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Asked of the station when it is needed: `sipstream __complete WHAT [DAY] [LEVEL]`. */
  | { readonly kind: 'asked'; readonly what: AskedKind }
  | { readonly kind: 'files' }
  | { readonly kind: 'directories' }
  /** A value that only the operator knows. */
  | { readonly kind: 'free' };

/** What `__complete` answers. */
export const ASKED_KINDS = ['days', 'open-days', 'held-days', 'levels', 'receipts', 'granules'] as const;
/** One of them. */
export type AskedKind = (typeof ASKED_KINDS)[number];

/** An option as a completion needs it. */
export interface OptionNode {
  /** `--home`, `-h` … */
  readonly flags: readonly string[];
  readonly description: string;
  /** Absent when it takes no value. */
  readonly value?: ValueKind;
}

/** A command, its options, its arguments, and the commands below it. */
export interface CommandNode {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ValueKind[];
  readonly commands: readonly CommandNode[];
}

/** One thing that can be typed, and what it does. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/**
 * The tree as four tables, which every shell can hold: by the path of a command (`''`, `simulate push`) what may follow, by
 * path and option, and by path and number of the argument (from 0), the kind of value (`asked days`, `words a b`, `files`).
 */
export interface CompletionTables {
  readonly commands: ReadonlyMap<string, readonly Candidate[]>;
  readonly options: ReadonlyMap<string, readonly Candidate[]>;
  readonly optionValues: ReadonlyMap<string, string>;
  readonly argumentValues: ReadonlyMap<string, string>;
}

/** Turns a tree into its tables. The options of the root may stand anywhere. */
export function completionTables(root: CommandNode): CompletionTables {
  const tables = {
    commands: new Map<string, Candidate[]>(),
    options: new Map<string, Candidate[]>(),
    optionValues: new Map<string, string>(),
    argumentValues: new Map<string, string>(),
  };
  const add = (node: CommandNode, path: string): void => {
    const options = node === root ? node.options : [...node.options, ...root.options];
    if (node.commands.length > 0)
      tables.commands.set(
        path,
        node.commands.map(({ name: word, description }) => ({ word, description })),
      );
    tables.options.set(
      path,
      options.flatMap(({ flags, description }) => flags.map((word) => ({ word, description }))),
    );
    for (const { flags, value } of options)
      if (value) for (const flag of flags) tables.optionValues.set(`${path} ${flag}`, kindText(value));
    node.arguments.forEach((value, index) => tables.argumentValues.set(`${path} ${index}`, kindText(value)));
    for (const child of node.commands) add(child, path === '' ? child.name : `${path} ${child.name}`);
  };
  add(root, '');
  return tables;
}

function kindText(value: ValueKind): string {
  if (value.kind === 'words') return `words ${value.words.join(' ')}`;
  return value.kind === 'asked' ? `asked ${value.what}` : value.kind;
}
