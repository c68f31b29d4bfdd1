import { cfgKey, type ScopsCfg } from '../domain/scops/cfg-document.js';
import { hasControl, isCfgKey, isCfgSection, isCfgValue } from '../domain/scops/cfg-writable.js';
import { FormatError } from './format-error.js';
import { interpolator, withPercent } from './scops-cfg-percent.js';

const FORMAT = 'cfg';
const LIMIT = 1024 * 1024;
const MOST_SECTIONS = 2_000;
const DEFAULT = 'DEFAULT';

/** What a section has, by the key in lower case: the key as it is written, and the value. */
type Keys = Map<string, { readonly written: string; value: string }>;

/**
 * Reads a SCOPS order file, an INI file as Python's ConfigParser reads it: `=` or `:` after a key, `#` and `;` at the start of a
 * line or `;` after a blank begin a comment, indented lines go on with the value above, a key that comes twice counts as it came
 * last. `%(key)s` is the value of that key and `%%` is `%`; any other `%` is itself, so that a formula with a modulo can be read
 * however it was written. Throws FormatError with the line.
 */
export function parseScopsCfg(text: string): ScopsCfg {
  if (text.length > LIMIT) throw new FormatError(FORMAT, undefined, 'it is longer than 1 MiB');
  const raw = rawSections(text.replace(/^\uFEFF/, ''));
  const defaults: Keys = raw.get(DEFAULT) ?? new Map();
  raw.delete(DEFAULT);
  const spelling = new Map<string, string>();
  for (const keys of [defaults, ...raw.values()])
    for (const [lower, { written }] of keys) if (!spelling.has(lower)) spelling.set(lower, cfgKey(written));
  const values = (own: Keys) => {
    const valueOf = interpolator((key) => (own.get(key) ?? defaults.get(key))?.value);
    return new Map([...own.keys()].map((lower) => [spelling.get(lower)!, valueOf(lower)!]));
  };
  return {
    defaults: values(defaults),
    sections: new Map([...raw].map(([name, own]) => [name, values(own)])),
  };
}

/**
 * Writes a SCOPS order file. A `%` is written `%%`: SCOPS and anything else that reads it with ConfigParser gets the `%` back.
 * Throws FormatError for a key, section or value that could not be read back as it is.
 */
export function emitScopsCfg(cfg: ScopsCfg): string {
  const spelling = new Map<string, string>();
  const lines = (name: string, keys: ReadonlyMap<string, string>) => {
    const written = [...keys].map(([key, value]) => {
      const known = spelling.get(key.toLowerCase()) ?? key;
      if (!isCfgKey(key) || known !== key) throw unwritable('key', key);
      spelling.set(key.toLowerCase(), key);
      if (!isCfgValue(value)) throw unwritable('value', value);
      return `${key} = ${withPercent(value).replaceAll('\n', '\n\t')}`.trimEnd();
    });
    return [`[${name}]`, ...written, ''];
  };
  const all = lines(DEFAULT, cfg.defaults);
  for (const [name, keys] of cfg.sections) {
    if (!isCfgSection(name)) throw unwritable('section', name);
    all.push(...lines(name, keys));
  }
  return all.join('\n');
}

/** The lines of a file by section and key, the keys as they are written. */
function rawSections(text: string): Map<string, Keys> {
  const sections = new Map<string, Keys>();
  let keys: Keys | undefined;
  let last: { value: string } | undefined;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const at = index + 1;
    if (hasControl(line)) throw new FormatError(FORMAT, at, 'it has a control character');
    const trimmed = line.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    if (/^\s/.test(line) && last !== undefined) {
      last.value += last.value === '' ? trimmed : `\n${trimmed}`;
      continue;
    }
    const header = /^\[([^\]]+)\]\s*([#;].*)?$/.exec(trimmed);
    if (header) {
      const name = header[1]!.trim();
      if (name === '') throw new FormatError(FORMAT, at, 'the section has no name');
      keys = sections.get(name) ?? new Map();
      sections.set(name, keys);
      if (sections.size > MOST_SECTIONS)
        throw new FormatError(FORMAT, at, `it has more than ${MOST_SECTIONS} sections`);
      last = undefined;
      continue;
    }
    const delimiter = trimmed.search(/[:=]/);
    if (delimiter < 1 || trimmed.startsWith('['))
      throw new FormatError(
        FORMAT,
        at,
        `${JSON.stringify(trimmed.slice(0, 60))} is neither [section] nor key = value`,
      );
    if (keys === undefined) throw new FormatError(FORMAT, at, 'a key comes before the first [section]');
    const key = trimmed.slice(0, delimiter).trimEnd();
    const value = withoutComment(trimmed.slice(delimiter + 1)).trim();
    last = { value: value === '""' ? '' : value };
    const lower = key.toLowerCase();
    keys.set(lower, Object.assign(last, { written: keys.get(lower)?.written ?? key }));
  }
  return sections;
}

function withoutComment(value: string): string {
  const at = value.search(/\s;/);
  return at < 0 ? value : value.slice(0, at);
}

function unwritable(what: string, text: string): FormatError {
  return new FormatError(
    FORMAT,
    undefined,
    `the ${what} ${JSON.stringify(text.slice(0, 60))} cannot be written`,
  );
}
