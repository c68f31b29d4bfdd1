import { FormatError } from './format-error.js';

/** What comes of a form that a browser sends as `multipart/form-data` (RFC 7578), in the order of the form. */
export type MultipartEvent =
  | {
      readonly kind: 'part';
      /** Name of the field. */
      readonly name: string;
      /** What the sender calls the file; absent for what is no file. Nobody should believe it. */
      readonly filename?: string;
    }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' };

/** Bytes of the headers of one part. */
const LONGEST_HEADERS = 8 * 1024;
const CRLF = Buffer.from('\r\n');
const BLANK_LINE = Buffer.from('\r\n\r\n');

/** The boundary that a `Content-Type` names; undefined when it is no multipart form, or the boundary none that may be. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const [, quoted, plain] =
    /^multipart\/form-data\s*;(?:[^"]*;)?\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType ?? '') ?? [];
  const boundary = quoted ?? plain;
  return boundary !== undefined && /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/.test(boundary)
    ? boundary
    : undefined;
}

/** Takes a multipart body apart as it comes, and keeps no more of it than a boundary is long. */
export class MultipartReader {
  /** The first boundary has no line end before it: one is put there. */
  #rest: Buffer = CRLF;
  #state: 'before' | 'after boundary' | 'headers' | 'body' | 'over' = 'before';
  readonly #delimiter: Buffer;

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  }

  /** Takes the next bytes. Throws FormatError for what is no form. */
  *feed(chunk: Uint8Array): Generator<MultipartEvent> {
    if (this.#state === 'over') return;
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const before: string = this.#state;
      const size = this.#rest.length;
      yield* this.#step();
      if (this.#state === before && this.#rest.length === size) return;
    }
  }

  /** Says that nothing more comes. Throws FormatError when the form was not at its end. */
  close(): void {
    if (this.#state !== 'over') throw new FormatError('form', undefined, 'it ends in the middle');
  }

  *#step(): Generator<MultipartEvent> {
    switch (this.#state) {
      case 'before':
      case 'body':
        return yield* this.#toBoundary();
      case 'after boundary':
        return this.#afterBoundary();
      case 'headers':
        return yield* this.#headers();
      case 'over':
        this.#rest = Buffer.alloc(0);
    }
  }

  *#toBoundary(): Generator<MultipartEvent> {
    const at = this.#rest.indexOf(this.#delimiter);
    const sure = at >= 0 ? at : Math.max(0, this.#rest.length - this.#delimiter.length + 1);
    const isBody = this.#state === 'body';
    if (isBody && sure > 0) yield { kind: 'data', bytes: this.#rest.subarray(0, sure) };
    this.#rest = this.#rest.subarray(at >= 0 ? at + this.#delimiter.length : sure);
    if (at < 0) return;
    if (isBody) yield { kind: 'end' };
    this.#state = 'after boundary';
  }

  #afterBoundary(): void {
    if (this.#rest.length < 2) return;
    const mark = this.#rest.toString('latin1', 0, 2);
    if (mark === '--') this.#state = 'over';
    else if (mark === '\r\n') this.#state = 'headers';
    else throw new FormatError('form', undefined, 'a boundary has no line end behind it');
    // The line end stays: headers may be none, and then the blank line begins with it.
    this.#rest = this.#rest.subarray(mark === '--' ? 2 : 0);
  }

  *#headers(): Generator<MultipartEvent> {
    const at = this.#rest.indexOf(BLANK_LINE);
    if (at > LONGEST_HEADERS || (at < 0 && this.#rest.length > LONGEST_HEADERS))
      throw new FormatError('form', undefined, 'the headers of a part are too long');
    if (at < 0) return;
    const lines = this.#rest.toString('utf8', 0, at).split('\r\n');
    this.#rest = this.#rest.subarray(at + BLANK_LINE.length);
    this.#state = 'body';
    yield partOf(lines);
  }
}

function partOf(lines: readonly string[]): MultipartEvent {
  const disposition = lines.find((line) => /^content-disposition\s*:/i.test(line)) ?? '';
  if (!/^[^:]*:\s*form-data\s*(;|$)/i.test(disposition))
    throw new FormatError('form', undefined, 'a part is no field of a form');
  const name = parameter(disposition, 'name');
  if (name === undefined) throw new FormatError('form', undefined, 'a part has no name');
  const filename = parameter(disposition, 'filename');
  return { kind: 'part', name, ...(filename !== undefined && { filename }) };
}

/** Browsers write quotes and line ends in names as `%22`, `%0D` and `%0A`. */
function parameter(disposition: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(disposition)?.[1];
  return found?.replace(/%(22|0D|0A)/gi, (code) => decodeURIComponent(code));
}
