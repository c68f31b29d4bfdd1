import { booleanOf } from './cfg-document.js';
import type { Read } from './cfg-fields.js';
import type { OrderProblem } from './order.js';

/** Reads values of one .cfg and collects what is wrong with them, all of it. */
export class CfgValues {
  readonly problems: OrderProblem[] = [];

  constructor(private readonly keys: ReadonlyMap<string, string>) {}

  /** Notes a problem. */
  say(field: string, sentence: string): void {
    this.problems.push({ field, sentence });
  }

  /** Whether the file has the key. */
  has(key: string): boolean {
    return this.keys.has(key);
  }

  /** The text of a key; '' when it is missing. */
  text(key: string): string {
    return this.keys.get(key)?.trim() ?? '';
  }

  /** The text of a key that must be there. */
  word(field: string, key: string): string {
    if (this.text(key) === '') this.say(field, `${key} is missing.`);
    return this.text(key);
  }

  /** A value that must be there; `otherwise` stands for it after a problem. */
  needed<T>(field: string, key: string, read: (text: string) => Read<T>, otherwise: T): T {
    if (this.word(field, key) === '') return otherwise;
    return this.value(field, key, this.text(key), read, otherwise);
  }

  /** A value as `read` has it; `otherwise` after a problem. */
  value<T>(field: string, key: string, text: string, read: (text: string) => Read<T>, otherwise: T): T {
    const found = read(text);
    if ('value' in found) return found.value;
    this.say(field, `${key} ${found.problem}; it is ${JSON.stringify(text.slice(0, 60))}.`);
    return otherwise;
  }

  /** True or false; nothing is false. SCOPS takes any part of the word 'True' for true, and nothing too. */
  flag(field: string, key: string, text = this.keys.get(key)): boolean {
    if (text === undefined || text.trim() === '') return false;
    const found = booleanOf(text);
    if (found === undefined)
      this.say(field, `${key} must be true or false; it is ${JSON.stringify(text.slice(0, 60))}.`);
    return found ?? false;
  }
}
