/**
 * A SCOPS order file as plain data: the keys of `[DEFAULT]`, and those that each other section (a flight line) has of its
 * own, in the order of the file. Keys are lower case, as ConfigParser has them; what follows `eq_` and `plugin_` keeps the
 * case in which the file first has it. Values are as they count, with `%` as itself.
 */
export interface ScopsCfg {
  readonly defaults: ReadonlyMap<string, string>;
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A value as a section sees it: its own, else that of `[DEFAULT]`. */
export function cfgValue(cfg: ScopsCfg, section: string, key: string): string | undefined {
  return cfg.sections.get(section)?.get(key) ?? cfg.defaults.get(key);
}

/** A key as ConfigParser compares it, but with the case of the name of an equation or plugin. */
export function cfgKey(text: string): string {
  const lower = text.toLowerCase();
  if (lower === 'plugin_directory') return lower;
  const prefix = ['eq_', 'plugin_'].find((candidate) => lower.startsWith(candidate));
  return prefix === undefined ? lower : prefix + text.slice(prefix.length);
}

/** True or false as SCOPS's files and environments have it (`true`, `yes`, `1`, in any case); undefined for anything else. */
export function booleanOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (['true', 'yes', '1'].includes(word)) return true;
  return ['false', 'no', '0'].includes(word) ? false : undefined;
}
