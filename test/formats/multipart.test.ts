import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/formats/format-error.js';
import { boundaryOf, MultipartReader } from '../../src/formats/multipart.js';

interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly body: Buffer;
}

const BOUNDARY = '----x7MA4YWxk';

function bodyOf(parts: readonly Part[], boundary = BOUNDARY): Buffer {
  const pieces = parts.flatMap(({ name, filename, body }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n\r\n`,
    ),
    body,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

function readAll(chunks: Iterable<Uint8Array>, boundary = BOUNDARY): Part[] {
  const reader = new MultipartReader(boundary);
  const parts: { name: string; filename?: string; body: Buffer }[] = [];
  for (const chunk of chunks)
    for (const event of reader.feed(chunk)) {
      if (event.kind === 'part') {
        const { kind: _kind, ...rest } = event;
        parts.push({ ...rest, body: Buffer.alloc(0) });
      } else if (event.kind === 'data') {
        const last = parts.at(-1)!;
        last.body = Buffer.concat([last.body, event.bytes]);
      }
    }
  reader.close();
  return parts;
}

function cut(body: Buffer, size: number): Buffer[] {
  const chunks = [];
  for (let at = 0; at < body.length; at += size) chunks.push(body.subarray(at, at + size));
  return chunks;
}

/** Bytes in which beginnings of boundaries are frequent. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.constantFrom('\r\n', '\r', '--', `\r\n--${BOUNDARY.slice(0, 8)}`),
    ),
    {
      maxLength: 8,
    },
  )
  .map((pieces) => Buffer.concat(pieces.map((piece) => Buffer.from(piece as Uint8Array))));
const part = fc.record(
  { name: fc.stringMatching(/^[a-z-]{1,10}$/), filename: fc.stringMatching(/^[\w ./-]{0,10}$/), body: bytes },
  { requiredKeys: ['name', 'body'] },
);

describe('a multipart form', () => {
  it('comes out as it went in, in whatever pieces it arrives', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), fc.integer({ min: 1, max: 50 }), (parts, size) => {
        expect(readAll(cut(bodyOf(parts), size))).toEqual(parts);
      }),
    );
  });

  it('is read or refused with FormatError, whatever the bytes are', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 20 }), (body, size) => {
        try {
          readAll(cut(Buffer.concat([Buffer.from(`--${BOUNDARY}`), body]), size));
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
    );
  });

  it('that ends in the middle is refused wherever it was cut', () => {
    const body = bodyOf([{ name: 'dem', filename: 'x.dem', body: Buffer.from('abc') }]);
    for (let end = 0; end < body.length - 2; end += 1)
      expect(() => readAll([body.subarray(0, end)])).toThrow(FormatError);
  });

  it('keeps no more than a boundary while a file goes through', () => {
    const reader = new MultipartReader(BOUNDARY);
    const form = bodyOf([{ name: 'dem', filename: 'x', body: Buffer.alloc(0) }]);
    const start = form.subarray(0, form.indexOf('\r\n\r\n') + 4);
    for (const event of reader.feed(start)) expect(event.kind).toBe('part');
    let passed = 0;
    for (let n = 0; n < 100; n += 1)
      for (const event of reader.feed(Buffer.alloc(10_000, 'x')))
        if (event.kind === 'data') passed += event.bytes.length;
    expect(passed).toBeGreaterThan(1_000_000 - BOUNDARY.length - 4);
  });

  it('with headers without end is refused', () => {
    const start = Buffer.from(`--${BOUNDARY}\r\nX: ${'y'.repeat(9000)}`);
    expect(() => readAll([start])).toThrow('too long');
  });

  it('names its boundary, quoted or not', () => {
    expect(boundaryOf(`multipart/form-data; boundary=${BOUNDARY}`)).toBe(BOUNDARY);
    expect(boundaryOf('Multipart/Form-Data; charset=utf-8; boundary="a b"')).toBe('a b');
    for (const other of [
      undefined,
      'text/plain',
      'multipart/form-data',
      'multipart/form-data; boundary="a\u0000"',
    ])
      expect(boundaryOf(other)).toBeUndefined();
  });
});
