import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/formats/format-error.js';
import { parsePvl, type PvlNode, type PvlOptions, type PvlValue } from '../../src/formats/pvl.js';

/** The one value of a label that consists of one statement. */
function valueOf(text: string, options: PvlOptions = {}): PvlValue {
  const nodes = parsePvl(text, options);
  expect(nodes).toHaveLength(1);
  const [node] = nodes;
  if (node?.kind !== 'statement') throw new Error('not a statement');
  return node.value;
}

function errorOf(text: string, options: PvlOptions = {}): FormatError {
  try {
    parsePvl(text, options);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error(`no error for ${JSON.stringify(text)}`);
}

describe('statements', () => {
  it.each([
    ['blanks around the equals sign', 'KEY = value;'],
    ['no blanks', 'KEY=value;'],
    ['tabs', '\tKEY\t=\tvalue\t;'],
    ['no semicolon', 'KEY = value'],
    ['a comment behind', 'KEY = value /* why */;'],
    ['a comment before', '/* over\n two lines */ KEY = value;'],
    ['comment lines', '# first\n  # second\nKEY = value;'],
    ['a comment on its line', 'KEY = value; # why'],
    ['stray semicolons', ';;KEY = value;;\n;'],
    ['CRLF', '\r\nKEY = value;\r\n'],
    ['form feed line ends', '\f\nKEY = value;\f\n'],
    ['a byte order mark', '\uFEFFKEY = value;'],
    ['END with a newline', 'KEY = value;\nEND\n'],
    ['END with a semicolon', 'KEY = value;\nend;'],
    ['END without a newline, and rubbish after it', 'KEY = value;\nEND\n\u0000\u0001 not read'],
    ['a value wrapped by a mailer', 'KEY =\n  value;'],
  ])('are read with %s', (_, text) => {
    expect(valueOf(text)).toEqual({ raw: 'value', quoted: false });
  });

  it('keep order, repetition and the line they stand on', () => {
    const nodes = parsePvl('A = 1;\r\n\r\nB = 2; A = 3;\r\n');
    expect(nodes.map((node) => node.kind === 'statement' && [node.key, node.value.raw, node.line])).toEqual([
      ['A', '1', 1],
      ['B', '2', 3],
      ['A', '3', 3],
    ]);
  });

  it('keep values as text, never as numbers or times', () => {
    for (const raw of [
      '006',
      '12345678901234567890123456789012',
      '2017-02-30T25:00:00',
      '1e3',
      '0x10',
      'null',
    ]) {
      expect(valueOf(`K = ${raw};`).raw).toBe(raw);
    }
  });

  it('keep blanks, commas, number signs and slashes of an unquoted value', () => {
    const raw = 'FTP/KFTP FAILURE, see AM1#2001:00 and /a/*b';
    expect(valueOf(`K = ${raw};`)).toEqual({ raw, quoted: false });
  });

  it('may be empty', () => {
    expect(valueOf('TIME_STAMP =                     ;').raw).toBe('');
    expect(parsePvl('A =\nB = 1').map((node) => node.kind === 'statement' && node.value.raw)).toEqual([
      '',
      '1',
    ]);
  });

  it('may have a key with a blank or a slash', () => {
    expect(
      parsePvl('BEGINNING_DATE/TIME = x;\nMESSAGE TYPE = y;').map((n) => n.kind === 'statement' && n.key),
    ).toEqual(['BEGINNING_DATE/TIME', 'MESSAGE TYPE']);
  });
});

describe('values', () => {
  it('lose their quotes but not what stands inside them', () => {
    expect(valueOf('K = "a;b = \'c\' # d /* e";')).toEqual({ raw: "a;b = 'c' # d /* e", quoted: true });
    expect(valueOf("K = '006';")).toEqual({ raw: '006', quoted: true });
    expect(valueOf('K = "say ""x""";').raw).toBe('say "x"');
    expect(valueOf('K = "";')).toEqual({ raw: '', quoted: true });
  });

  it('join a string that wraps inside its quotes with single blanks', () => {
    expect(valueOf('K = "one  two   \r\n      three\n\n   four"').raw).toBe('one  two three four');
    expect(valueOf('K =\n   "below"').raw).toBe('below');
  });

  it('take an apostrophe that opens no string as text', () => {
    expect(valueOf("K = 'tis; ").raw).toBe("'tis");
  });

  it('hold lists, nested and over lines', () => {
    const value = valueOf('K = ("a, b",\n     c d,\n  {1, (2)}, 3 <m>);');
    expect(value.list).toEqual([
      { raw: 'a, b', quoted: true },
      { raw: 'c d', quoted: false },
      {
        raw: '{1, (2)}',
        quoted: false,
        list: [
          { raw: '1', quoted: false },
          { raw: '(2)', quoted: false, list: [{ raw: '2', quoted: false }] },
        ],
      },
      { raw: '3', quoted: false, unit: 'm' },
    ]);
    expect(valueOf('K = ();').list).toEqual([]);
    expect(valueOf('K = (#1, #2\n# three is gone\n, #4);').list?.map((item) => item.raw)).toEqual([
      '#1',
      '#2',
      '#4',
    ]);
  });

  it('hold units', () => {
    expect(valueOf('K = 5.2 <km>;')).toEqual({ raw: '5.2', quoted: false, unit: 'km' });
    expect(valueOf('K = 5<km>')).toEqual({ raw: '5', quoted: false, unit: 'km' });
    expect(valueOf('K = "x" < km > ;')).toEqual({ raw: 'x', quoted: true, unit: 'km' });
    expect(valueOf('K = a<b>;')).toEqual({ raw: 'a<b>', quoted: false });
  });

  it('end at the line end alone in ODL', () => {
    expect(valueOf('K = a;b', { dialect: 'odl' }).raw).toBe('a;b');
    expect(valueOf('K = a;', { dialect: 'odl' }).raw).toBe('a');
  });
});

describe('blocks', () => {
  it('nest, take either keyword in any case, quoted names and ends without a name', () => {
    const nodes = parsePvl('begin_group = "Outer";\nObject=INNER;\nK=1;\nend_object\nEND_GROUP = OUTER;');
    expect(nodes).toEqual([
      {
        kind: 'block',
        blockType: 'GROUP',
        name: 'Outer',
        line: 1,
        children: [
          {
            kind: 'block',
            blockType: 'OBJECT',
            name: 'INNER',
            line: 2,
            children: [{ kind: 'statement', key: 'K', value: { raw: '1', quoted: false }, line: 3 }],
          },
        ],
      },
    ]);
  });

  it('may be empty', () => {
    expect(parsePvl('GROUP = G\nEND_GROUP = G\nEND', { dialect: 'odl' })).toMatchObject([
      { name: 'G', children: [] },
    ]);
  });
});

describe('errors name the line', () => {
  it.each([
    ['prose', 'A = 1;\nDear user\n', 2, 'expected KEY = value'],
    ['a statement without key', '\n = 1;', 2, 'expected KEY = value'],
    ['an end of another name', 'OBJECT = A;\nEND_OBJECT = B;', 2, 'does not close'],
    ['an end of another kind', 'OBJECT = A;\n\nEND_GROUP = A;', 3, 'does not close'],
    ['an end of nothing', 'END_OBJECT = A;', 1, 'closes nothing'],
    ['a block that is not closed', 'K = 1;\r\nOBJECT = A;\r\nK = 2;\r\n', 2, 'not closed'],
    ['a block that END cuts', 'OBJECT = A;\nEND', 1, 'not closed'],
    ['a block without name', 'OBJECT = ;', 1, 'no name'],
    ['a string that is not closed', 'A = 1;\nB = "x;\nC = 2;\n', 2, 'string is not closed'],
    ['a list that is not closed', 'A = 1;\rB = ("x",\r', 2, 'list is not closed'],
    ['a list closed by the wrong bracket', 'B = ("x"}', 1, 'expected "," or ")"'],
    ['a list without comma', 'B = (\n"x" "y")', 2, 'expected "," or ")"'],
    ['a unit that is not closed', 'B = "x" <km', 1, 'unit is not closed'],
    ['a comment that is not closed', 'A = 1;\n\n/* x', 3, 'comment is not closed'],
    ['a control character', 'A = 1;\nB = a\u0007b;', 2, 'control character'],
    ['blocks too deep', 'GROUP = A\n'.repeat(65), 65, 'nested deeper than 64'],
    ['lists too deep', `K = ${'('.repeat(65)}`, 1, 'nested deeper than 64'],
  ])('for %s', (_, text, line, problem) => {
    const error = errorOf(text, { format: 'PDR' });
    expect(error.line).toBe(line);
    expect(error.message).toContain(`PDR line ${line}: `);
    expect(error.message).toContain(problem);
  });

  it('stops at the bounds', () => {
    expect(errorOf('K = 1;\n'.repeat(11), { maxStatements: 10 }).line).toBe(11);
    expect(errorOf(`K = (${'1,'.repeat(20)}1)`, { maxStatements: 10 }).problem).toBe(
      'more than 10 statements',
    );
    expect(errorOf('K = "äää";', { maxBytes: 12 }).problem).toContain('longer than 12 bytes');
    expect(parsePvl('K = "äää";', { maxBytes: 13 })).toHaveLength(1);
  });
});

/** Writes nodes as the plainest text: what it loses (lines) is not compared. */
function write(nodes: readonly PvlNode[]): string {
  return nodes
    .map((node) =>
      node.kind === 'statement'
        ? `${node.key} = ${writeValue(node.value)};\n`
        : `${node.blockType} = ${node.name};\n${write(node.children)}END_${node.blockType} = ${node.name};\n`,
    )
    .join('');
}

function writeValue(value: PvlValue): string {
  const text = value.list
    ? `(${value.list.map(writeValue).join(', ')})`
    : value.quoted
      ? `"${value.raw}"`
      : value.raw;
  return value.unit === undefined ? text : `${text} <${value.unit}>`;
}

const withoutLines = (nodes: readonly PvlNode[]): unknown[] =>
  nodes.map((node) => {
    const { line: _, ...rest } = node;
    return rest.kind === 'block' ? { ...rest, children: withoutLines(rest.children) } : { ...rest };
  });

describe('any label', () => {
  const name = fc
    .stringMatching(/^[A-Z][A-Z0-9_]{0,7}$/)
    .filter((text) => !/^(END|OBJECT|GROUP|BEGIN_)/.test(text));
  const unit = fc.option(fc.stringMatching(/^[a-z]{1,4}$/), { nil: undefined });
  const { node } = fc.letrec<{ value: PvlValue; list: PvlValue; word: PvlValue; node: PvlNode }>((tie) => ({
    word: fc
      .tuple(
        fc.oneof(
          fc.stringMatching(/^[ -!#-~]{0,20}$/).map((raw) => ({ raw, quoted: true })),
          fc.stringMatching(/^[A-Za-z0-9:._-]{1,20}$/).map((raw) => ({ raw, quoted: false })),
        ),
        unit,
      )
      .map(([word, of]) => (of === undefined ? word : { ...word, unit: of })),
    list: fc
      .array(tie('value'), { maxLength: 4 })
      .map((list) => ({ raw: `(${list.map(writeValue).join(', ')})`, quoted: false, list })),
    value: fc.oneof({ maxDepth: 3 }, tie('word'), tie('list')),
    node: fc.oneof(
      { maxDepth: 4 },
      fc.record({
        kind: fc.constant('statement' as const),
        key: name,
        value: tie('value'),
        line: fc.constant(0),
      }),
      fc.record({
        kind: fc.constant('block' as const),
        blockType: fc.constantFrom('OBJECT' as const, 'GROUP' as const),
        name,
        children: fc.array(tie('node'), { maxLength: 4 }),
        line: fc.constant(0),
      }),
    ),
  }));

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.array(node, { maxLength: 5 }), (nodes) => {
        expect(withoutLines(parsePvl(write(nodes)))).toEqual(withoutLines(nodes));
      }),
    );
  });

  it('is the same with CRLF, form feeds, tabs and comments between its lines', () => {
    fc.assert(
      fc.property(fc.array(node, { maxLength: 5 }), fc.constantFrom('\r\n', '\f\n', '\r'), (nodes, end) => {
        const text = write(nodes).replaceAll('\n', `${end}# note${end}\t`);
        expect(withoutLines(parsePvl(text))).toEqual(withoutLines(nodes));
      }),
    );
  });
});
