import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cfgKey, type ScopsCfg } from '../../src/domain/scops/cfg-document.js';
import { FormatError } from '../../src/formats/format-error.js';
import { emitScopsCfg, parseScopsCfg } from '../../src/formats/scops-cfg.js';

const plain = (cfg: ScopsCfg) => ({
  defaults: [...cfg.defaults],
  sections: [...cfg.sections].map(([name, keys]) => [name, [...keys]]),
});

/** A key that a file can have, in the form in which a document has it. */
const key = fc.stringMatching(/^(eq_|plugin_)?[a-zA-Z_][a-zA-Z0-9_. -]{0,12}[a-z0-9]$/).map(cfgKey);
/** Values of one line, with much of what has a meaning to ConfigParser. */
const value = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('%', '%%', '%(a)s', '%(year)s', ';', '#', '=', ':', '[x]', '""', 'é€'),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));
const keys = fc
  .uniqueArray(fc.tuple(key, value), { maxLength: 8, selector: ([name]) => name.toLowerCase() })
  .map((entries) => new Map(entries));
const document = fc
  .tuple(
    keys,
    fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-zA-Z0-9_$.-]{1,12}$/), keys), {
      maxLength: 4,
      selector: ([name]) => name,
    }),
  )
  .map(([defaults, sections]): ScopsCfg => ({ defaults, sections: new Map(sections) }));

describe('SCOPS order files', () => {
  it('are read as ConfigParser reads them', () => {
    const text = [
      '# an order',
      '[DEFAULT]',
      'JulianDay = 123',
      'sortie: None ; no letter',
      'bounds =',
      'comment = first',
      '  second',
      '',
      'year = 2018',
      'year = 2019',
      '[f123a011]',
      '; not this one',
      'process = true',
      'band_range = 1-10',
      '',
    ].join('\r\n');
    const cfg = parseScopsCfg(text);
    expect(plain(cfg)).toEqual({
      defaults: [
        ['julianday', '123'],
        ['sortie', 'None'],
        ['bounds', ''],
        ['comment', 'first\nsecond'],
        ['year', '2019'],
      ],
      sections: [
        [
          'f123a011',
          [
            ['process', 'true'],
            ['band_range', '1-10'],
          ],
        ],
      ],
    });
  });

  it('keep the case of equations and plugins, and lower that of all other keys', () => {
    const cfg = parseScopsCfg(
      '[DEFAULT]\nEQ_NdviRed = band1\nPlugin_Directory = /x\n[f1]\neq_ndvired = True\n',
    );
    expect([...cfg.defaults.keys()]).toEqual(['eq_NdviRed', 'plugin_directory']);
    expect([...cfg.sections.get('f1')!.keys()]).toEqual(['eq_NdviRed']);
  });

  it('have a modulo in a formula survive, however it is written (fault 18)', () => {
    for (const written of ['band1 % 3', 'band1 %% 3', 'band1 %(band2) + 1'])
      expect(parseScopsCfg(`[DEFAULT]\neq_m = ${written}\n`).defaults.get('eq_m')).toBe(
        written.replace('%%', '%'),
      );
    const cfg = parseScopsCfg('[DEFAULT]\neq_m = band1 % 3\n');
    expect(emitScopsCfg(cfg)).toBe('[DEFAULT]\neq_m = band1 %% 3\n');
    expect(plain(parseScopsCfg(emitScopsCfg(cfg)))).toEqual(plain(cfg));
  });

  it('put one value into another where they say so, as a section sees it', () => {
    const cfg = parseScopsCfg(
      '[DEFAULT]\nroot = /a\nsource = %(ROOT)s/b\n[f1]\nroot = /c\nown = %(root)s %(nothing)s\n',
    );
    expect(cfg.defaults.get('source')).toBe('/a/b');
    expect(cfg.sections.get('f1')!.get('own')).toBe('/c %(nothing)s');
  });

  it('cannot grow by values that name each other', () => {
    expect(() => parseScopsCfg('[DEFAULT]\na = %(b)s\nb = %(a)s\n')).toThrow(FormatError);
    const levels = Array.from({ length: 60 }, (_, at) => `k${at} = ${`%(k${at + 1})s`.repeat(2_000)}`);
    expect(() => parseScopsCfg(`[DEFAULT]\n${levels.join('\n')}\nk60 = x\n`)).toThrow(FormatError);
    // The same with nothing at its end, which stays short: each key is worked out once.
    expect(parseScopsCfg(`[DEFAULT]\n${levels.slice(0, 20).join('\n')}\nk20 =\n`).defaults.get('k0')).toBe(
      '',
    );
  });

  it('are refused with the line', () => {
    for (const [text, line] of [
      ['year = 2018\n', 1],
      ['[DEFAULT]\nnothing here\n', 2],
      ['[DEFAULT\nyear = 1\n', 1],
      ['[DEFAULT]\n= 3\n', 2],
      ['[DEFAULT]\na = \u0000\n', 2],
      ['[ ]\n', 1],
    ] as const)
      expect(() => parseScopsCfg(text)).toThrow(
        expect.objectContaining({ name: 'FormatError', line }) as Error,
      );
    expect(() => parseScopsCfg(' '.repeat(2_000_000))).toThrow(FormatError);
  });

  it('are read in time that grows with their size, whatever is in them', () => {
    const hostile = [
      'a'.repeat(100_000),
      `a${' '.repeat(500_000)}b`,
      `[${'['.repeat(500_000)}`,
      '%('.repeat(250_000),
      `a=${' ;'.repeat(250_000)}`,
    ];
    for (const line of hostile)
      try {
        parseScopsCfg(`[DEFAULT]\nk = v\n${line}\n`);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    const many = Array.from({ length: 60_000 }, (_, at) => `k${at} = 1`).join('\n');
    expect(parseScopsCfg(`[DEFAULT]\n${many}\n`).defaults.size).toBe(60_000);
  });

  it('that are written are read back as they were, or are not written', () => {
    let written = 0;
    fc.assert(
      fc.property(document, (cfg) => {
        let text: string;
        try {
          text = emitScopsCfg(cfg);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          return;
        }
        written += 1;
        const read = plain(parseScopsCfg(text));
        // Keys of one section are read in the case of [DEFAULT], as they were written.
        expect(read).toEqual(plain(cfg));
      }),
      { numRuns: 2_000 },
    );
    expect(written).toBeGreaterThan(200);
  });

  it('of any bytes are read or refused, never anything else', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('[DEFAULT]', '[f1]', 'a = %(b)s', 'b : %(a)s', '  more', '[', ']', '='),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          const cfg = parseScopsCfg(lines.join('\n'));
          expect(cfg.sections.has('DEFAULT')).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
