/**
 * How far a program of APL is, by one line that it printed: 0…100. aplmask, aplcorr and apltran name the line of the image
 * after it (`Approximate percent complete: 30 at line 99`), which is no part of the figure. Undefined for any other line.
 */
export function percentOf(line: string): number | undefined {
  const match = /Approximate percent complete:\s*(\d{1,3})(?:\.\d+)?(?=\s|%|$)/.exec(line);
  const percent = Number(match?.[1] ?? NaN);
  return percent <= 100 ? percent : undefined;
}

/** How far it is by all that it printed: the last figure stays until the next, whatever is printed between. */
export function lastPercent(text: string): number | undefined {
  return text
    .split(/\r\n|\r|\n/)
    .map(percentOf)
    .findLast((percent) => percent !== undefined);
}

/** How large the map will be, in megabytes, by the line in which aplmap says it; undefined for any other line. */
export function mappedMegabytes(line: string): number | undefined {
  const match = /Final mapped image will require\s+(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s+megabytes/.exec(line);
  return match ? Number(match[1]) : undefined;
}
