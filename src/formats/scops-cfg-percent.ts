import { FormatError } from './format-error.js';

const LONGEST = 64 * 1024;

/**
 * Reads values of a .cfg as they count: `%%` is `%`, `%(key)s` the value of that key where there is one, any other `%` itself.
 * `raw` gives what is written at a key. Each key is worked out once, so that no file can make it long. The function throws
 * FormatError when keys name each other in a circle, or a value becomes longer than 64 KiB.
 */
export function interpolator(raw: (key: string) => string | undefined): (key: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  const open = new Set<string>();
  const valueOf = (key: string): string | undefined => {
    if (known.has(key)) return known.get(key);
    const written = raw(key);
    if (written === undefined || !written.includes('%')) return written;
    if (open.has(key)) throw refused(`%(${key.slice(0, 40)})s leads back to itself`);
    open.add(key);
    let length = written.length;
    const value = written.replace(/%%|%\(([^()\n]+)\)s/g, (text, name: string | undefined) => {
      const put = name === undefined ? '%' : (valueOf(name.toLowerCase()) ?? text);
      length += put.length - text.length;
      if (length > LONGEST) throw refused('a value becomes longer than 64 KiB');
      return put;
    });
    open.delete(key);
    known.set(key, value);
    return value;
  };
  return valueOf;
}

/** A value as it is written: every `%` twice. */
export function withPercent(value: string): string {
  return value.replaceAll('%', '%%');
}

function refused(problem: string): FormatError {
  return new FormatError('cfg', undefined, problem);
}
