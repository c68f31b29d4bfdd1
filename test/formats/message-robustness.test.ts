import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitDn, emitFailedDn, parseDn } from '../../src/formats/dn.js';
import { emitPan, isSuccessful, parsePan } from '../../src/formats/pan.js';
import { checkPdr, emitPdr, parsePdr } from '../../src/formats/pdr.js';
import { emitPdrd, parsePdrd } from '../../src/formats/pdrd.js';
import { parsePvl } from '../../src/formats/pvl.js';
import { recogniseMessage } from '../../src/formats/recognise.js';
import { emitSn, parseSn } from '../../src/formats/sn.js';
import { onlyFormatErrors } from './fuzz.js';
import { failedNotices, notices, pans, pdrds, pdrs, subscriptionNotices } from './message-arbitraries.js';

const readers: readonly ((text: string) => unknown)[] = [
  (text) => parsePvl(text),
  (text) => parsePvl(text, { dialect: 'odl' }),
  (text) => checkPdr(parsePdr(text)),
  (text) => isSuccessful(parsePan(text)),
  (text) => parsePdrd(text),
  (text) => parseDn(text),
  (text) => parseSn(text),
];

/** Every reader takes the text or throws a FormatError, and the recogniser takes it always. */
function readAll(text: string): void {
  for (const read of readers) onlyFormatErrors(() => read(text));
  const message = recogniseMessage({ body: text, subject: text, fileName: text });
  if (message.kind === 'UNKNOWN') expect(message.problem).not.toContain('cannot be read');
}

const validTexts = fc.oneof(
  pdrs.map((pdr) => emitPdr(pdr)),
  pans.map(emitPan),
  pdrds.map(emitPdrd),
  notices.map(emitDn),
  failedNotices.map(emitFailedDn),
  subscriptionNotices.map((notice) => emitSn(notice)),
  subscriptionNotices.map((notice) => emitSn(notice, 'older')),
);
const fragments = fc.oneof(
  fc.constantFrom(
    '"',
    "'",
    '(',
    ')',
    '{',
    '<',
    '>',
    ';',
    '=',
    ':',
    '/*',
    '*/',
    '#',
    '\n',
    '\r',
    '\f',
    '\u0000',
    '\uFEFF',
  ),
  fc.constantFrom(
    'END',
    'END_OBJECT',
    'OBJECT = ',
    '__proto__ = 1;',
    'ORDERID: ',
    'GRANULE: ',
    'FILESIZE: ',
    'UR:',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(40),
    insert: fc.option(fragments, { nil: '' }),
  }),
  { minLength: 1, maxLength: 6 },
);

describe('no reader throws anything but a FormatError', () => {
  it('on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) =>
        readAll(new TextDecoder('latin1').decode(bytes)),
      ),
      { numRuns: 300 },
    );
  });

  it('on random text of the characters that mean something', () => {
    const soup = fc.array(fc.oneof(fragments, fc.constantFrom(' ', '\t', 'A', '1', ',', '--')), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(soup, (pieces) => readAll(pieces.join(''))),
      { numRuns: 500 },
    );
  });

  it('on valid texts with pieces cut, put in and cut off', () => {
    fc.assert(
      fc.property(validTexts, edits, (valid, changes) => {
        let text = valid;
        for (const { at, cut, insert } of changes) {
          const start = Math.floor(at * text.length);
          text = text.slice(0, start) + insert + text.slice(start + cut);
        }
        readAll(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the work grows with the text, not with its square', () => {
  // Reading these texts in quadratic time takes minutes, which the test's own time-out would end.
  const size = 300_000;
  it.each([
    ['blanks', 'K = ', ' ', 'x'],
    ['blanks after a message type', 'MESSAGE_TYPE =', ' ', '\nx'],
    ['blanks inside a value', 'K = a', ' ', 'b'],
    ['blanks inside a string', 'K = "a', ' ', 'b"'],
    ['line ends inside a string', 'K = "a', '\n', 'b"'],
    ['quotes', 'K = "', '"', ''],
    ['apostrophes', 'K = (', "'", ''],
    ['open lists', 'K = ', '(', ''],
    ['commas', 'K = (', ',', ')'],
    ['open comments', '', '/*', ''],
    ['comments in a value', 'K = ', ' /*', ''],
    ['units', 'K = 5', '<', '>'],
    ['semicolons', '', ';', 'x'],
    ['comment lines', '', '#\n', 'x'],
    ['open blocks', '', 'GROUP = A\n', ''],
    ['plus lines', 'ORDERID: 1\n', '+++++\n', 'x'],
    ['plus signs', 'ORDERID: 1\n', '+', 'x'],
    ['carriage returns', 'ORDERID: 1\n', '\r', 'x'],
    ['colons', 'ORDERID: 1\nGRANULE: UR', ':', 'x'],
    ['words before a colon', 'Qualifier List:\n', 'A ', ':'],
    ['lines of an older notice', 'Qualifier List:\n', 'Nov  9 2026  8:00PM\n', 'x'],
    ['references', 'Subscription Notification: UR', ':SC:A.1', 'x'],
    ['file lines', 'ORDERID: 1\nFTPDIR: x\nGRANULE: :SC:A.001:1\n', 'FILENAME: a\nFILESIZE: 1\n', ''],
    ['wrapped values', '', 'K = a\nb;\n', ''],
    ['dashes', 'MESSAGE_TYPE = SHORTPAN;\n', '-', 'x'],
  ])('with many %s', (_, before, piece, after) => {
    const text = before + piece.repeat(Math.floor((size - 1000) / piece.length)) + after;
    readAll(text);
    expect(text.length).toBeLessThanOrEqual(size);
  });
});
