/** What is known after a program of APL has ended. */
export interface AplEnd {
  readonly program: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Standard output, where APL prints its errors as well. */
  readonly output: string;
  /** Standard error: what the system and its libraries say. */
  readonly errors: string;
  /** The raster that was to be made. */
  readonly made: {
    /** Bytes of the file; null: there is none. */
    readonly bytes: number | null;
    /** Bytes that its own header describes; null: there is no header, or it cannot be read. */
    readonly described: number | null;
    /** Bytes that it must have by the input; null: that does not follow. */
    readonly expected: number | null;
  };
}

/** Why a program of APL has failed, in a sentence, with APL's own words. */
export interface AplFailure {
  readonly sentence: string;
  readonly words: readonly string[];
}

const FRAME = /^\s*#{4,}\s*ERROR\s*#{4,}\s*$/i;
const RULE = /^\s*#{4,}\s*$/;

/**
 * Whether a program of APL did what it was to do: it ended with 0, printed no error, and left its whole output.
 * Undefined when it did.
 */
export function aplFailure(end: AplEnd): AplFailure | undefined {
  const { program, exitCode, signal, made } = end;
  const said = errorText(end.output);
  const words = said.length > 0 ? said : lastLines(`${end.output}\n${end.errors}`);
  const because = said.length > 0 ? `: ${said.join(' ').replace(/\.$/, '')}` : '';
  const fail = (what: string): AplFailure => ({ sentence: `${program} ${what}.`, words });
  if (signal !== null) return fail(`was ended by signal ${signal}${because}`);
  if (exitCode !== 0) return fail(`ended with exit status ${exitCode}${because || ', and printed no error'}`);
  if (said.length > 0) return fail(`printed an error, though it ended with exit status 0${because}`);
  if (made.bytes === null) return fail('ended well, but its output is not there');
  if (made.described === null) return fail('ended well, but its output has no header that can be read');
  if (made.bytes !== made.described)
    return fail(
      `left only a part of its output: ${made.bytes} bytes, where its header describes ${made.described}`,
    );
  if (made.expected !== null && made.bytes !== made.expected)
    return fail(`left an output of ${made.bytes} bytes, where its input makes ${made.expected}`);
  return undefined;
}

/** What APL printed as an error: the lines below the frame, up to the next rule. */
export function errorText(output: string): string[] {
  const lines = output.split(/\r\n|\r|\n/);
  const at = lines.findIndex((line) => FRAME.test(line));
  if (at < 0) return [];
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => RULE.test(line) || FRAME.test(line));
  const text = rest
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.trim().slice(0, 500))
    .filter((line) => line !== '');
  return text.length > 0 ? text.slice(0, 20) : ['an error without words'];
}

/** Whether an executable answered `-help` as those of APL do: with exit status 1, which is no failure then. */
export function isHelp(exitCode: number | null, output: string): boolean {
  return (exitCode === 0 || exitCode === 1) && errorText(output).length === 0 && output.trim() !== '';
}

function lastLines(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim().slice(0, 500))
    .filter((line) => line !== '')
    .slice(-10);
}
