/** Where the value of an ODL statement stands in a text: `[start, end)`, quotes and brackets included. */
export interface OdlValueSpan {
  /** First character of the line that the statement begins. */
  readonly lineStart: number;
  readonly start: number;
  readonly end: number;
}

/** Index of the first character of every line; LF, CR, CRLF and form feed + LF end a line. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\f\n|\r|\n/g)) starts.push(end.index + end[0].length);
  return starts;
}

/**
 * The span of the value of the statement that begins the line at `lineStart`; undefined when that line begins with
 * something else than `key =`, or its value is never closed.
 */
export function findOdlValue(text: string, lineStart: number, key: string): OdlValueSpan | undefined {
  const lead = /[ \t\uFEFF]*([\w-]+)[ \t]*=[ \t]*/y;
  lead.lastIndex = lineStart;
  if (lead.exec(text)?.[1]?.toUpperCase() !== key.toUpperCase()) return undefined;
  // A long string or list may start on the line below.
  const below = /[ \t\r\n\f]+(?=["({])/y;
  below.lastIndex = lead.lastIndex;
  const start = below.test(text) ? below.lastIndex : lead.lastIndex;
  const end = valueEnd(text, start);
  return end === undefined ? undefined : { lineStart, start, end };
}

function valueEnd(text: string, start: number): number | undefined {
  const first = text[start];
  if (first === '"' || first === "'") return quotedEnd(text, start, first);
  if (first === '(' || first === '{') return listEnd(text, start);
  const rest = /[^\r\n\f]*/y;
  rest.lastIndex = start;
  const line = rest.exec(text)?.[0] ?? '';
  const comment = line.search(/[ \t]\/\*/);
  let length = comment < 0 ? line.length : comment;
  while (length > 0 && ' \t;'.includes(line[length - 1]!)) length--;
  return start + length;
}

function quotedEnd(text: string, start: number, quote: string): number | undefined {
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf(quote, at);
    if (at < 0) return undefined;
    if (quote === "'" || text[at + 1] !== quote) return at + 1;
  }
}

function listEnd(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') at = (quotedEnd(text, at, char) ?? text.length) - 1;
    else if (char === '(' || char === '{') depth++;
    else if ((char === ')' || char === '}') && --depth === 0) return at + 1;
  }
  return undefined;
}
