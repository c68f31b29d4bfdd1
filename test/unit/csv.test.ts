import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../src/operator/words/csv.js';
import { detailText, interventionCsv } from '../../src/operator/words/interventions.js';

/** Reads one line of RFC 4180 back. */
function cells(line: string): string[] {
  const found: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < line.length) {
    const match = cell.exec(line)!;
    found.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
  }
  return found;
}

describe('A line of CSV', () => {
  it('is read back as the cells that were written, but for the apostrophe before a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (row) => {
        const read = cells(csvLine(row));
        expect(read.length).toBe(row.length);
        read.forEach((cell, index) => expect([row[index], `'${row[index]}`]).toContain(cell));
      }),
    );
  });

  it('has no cell that a spreadsheet takes for a formula', () => {
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝'), fc.string(), (first, rest) => {
        expect(cells(csvLine([first + rest]))[0]).toBe(`'${first}${rest}`);
      }),
    );
  });

  it('quotes what would end a cell', () => {
    expect(csvLine(['a', 'b,c', 'd "e"', 'f\r\ng', ''])).toBe('a,"b,c","d ""e""","f\r\ng",\r\n');
  });
});

describe('An intervention', () => {
  const row = {
    mission: 'mopitt',
    id: 'u1',
    at: Date.parse('2026-11-22T11:40:00Z'),
    by: 'ada',
    why: 'because, "as agreed"',
    verb: 'proceed',
    workflowId: 'mopitt/2026-11-20/L1',
    detail: { without: ['MOP00SCI/2026-11-20/0400'], what: 'all' },
  };

  it('is one line of CSV, with its time in UTC', () => {
    expect(interventionCsv(row)).toBe(
      '2026-11-22T11:40:00.000Z,ada,proceed,,,"because, ""as agreed""",' +
        '"without: [""MOP00SCI/2026-11-20/0400""]; what: all",,mopitt/2026-11-20/L1,u1\r\n',
    );
  });

  it('says its detail on one line', () => {
    expect(detailText({})).toBe('');
    expect(detailText({ until: '2026-11-22', count: 3 })).toBe('until: 2026-11-22; count: 3');
  });
});
