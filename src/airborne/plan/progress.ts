/**
 * How far a program is, 0…100, by the last line of its log that says so: `Approximate percent complete: N`, with
 * ` at line M` where APL prints it; undefined when none does.
 */
export function percentOf(log: string): number | undefined {
  const said = [...log.matchAll(/^Approximate percent complete: (\d{1,3})(?: at line \d+)?\s*$/gm)].at(-1);
  return said && Math.min(100, Number(said[1]));
}
