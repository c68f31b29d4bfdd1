import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePan, type DeliveredGranule } from '../../src/domain/acknowledgement.js';

const granule = (name: string): DeliveredGranule => ({ type: 'MOP01', files: [name, `${name}.met`] });
const A = granule('a.he5');
const B = granule('b.he5');
const SUCCESSFUL = 'SUCCESSFUL';
const long = (files: Record<string, string> | [string, string][]) => ({
  form: 'long' as const,
  disposition: '',
  files: (Array.isArray(files) ? files : Object.entries(files)).map(([name, disposition]) => ({
    name,
    disposition,
  })),
});
const all = (granules: readonly DeliveredGranule[]) =>
  Object.fromEntries(granules.flatMap(({ files }) => files.map((name) => [name, SUCCESSFUL])));

describe('a short PAN', () => {
  it('that is SUCCESSFUL accepts everything', () => {
    expect(judgePan([A, B], { form: 'short', disposition: SUCCESSFUL, files: [] })).toEqual({
      verdict: 'accepted',
      refused: [],
      words: [],
    });
  });

  it.each(['NETWORK FAILURE', 'successful', '', 'SUCCESSFUL?'])(
    'that says %j refuses every granule, in the words of the DAAC',
    (disposition) => {
      expect(judgePan([A, B], { form: 'short', disposition, files: [] })).toEqual({
        verdict: 'failed',
        refused: ['a.he5', 'b.he5'],
        words: [`all files: ${disposition}`],
        code: 'PAN_FAILED',
      });
    },
  );
});

describe('a long PAN', () => {
  it('that names every file as SUCCESSFUL accepts everything', () => {
    expect(judgePan([A, B], long(all([A, B])))).toEqual({ verdict: 'accepted', refused: [], words: [] });
  });

  it('refuses the granule of each file that failed, be it only the metadata', () => {
    expect(judgePan([A, B], long({ ...all([A, B]), 'b.he5.met': 'METADATA PREPROCESSING ERROR' }))).toEqual({
      verdict: 'partial',
      refused: ['b.he5'],
      words: ['b.he5.met: METADATA PREPROCESSING ERROR'],
      code: 'PAN_PARTIAL',
    });
  });

  it('is failed, not partial, when it refuses every granule', () => {
    expect(judgePan([A, B], long({ ...all([A, B]), 'a.he5': 'BAD', 'b.he5.met': 'BAD' }))).toMatchObject({
      verdict: 'failed',
      refused: ['a.he5', 'b.he5'],
      code: 'PAN_FAILED',
    });
  });

  it('does not accept a file that it does not mention', () => {
    expect(judgePan([A, B], long(all([A])))).toEqual({
      verdict: 'partial',
      refused: ['b.he5'],
      words: ['b.he5: not mentioned in the PAN', 'b.he5.met: not mentioned in the PAN'],
      code: 'PAN_PARTIAL',
    });
    expect(judgePan([A], long({})).code).toBe('PAN_FAILED');
  });

  it('that calls one file both accepted and refused does not accept it, whichever comes last', () => {
    for (const words of [
      [SUCCESSFUL, 'BAD'],
      ['BAD', SUCCESSFUL],
    ]) {
      const judged = judgePan(
        [A],
        long([...words.map((said): [string, string] => ['a.he5', said]), ['a.he5.met', SUCCESSFUL]]),
      );
      expect(judged).toMatchObject({ verdict: 'failed', words: ['a.he5: BAD'] });
    }
  });

  it('is not swayed by files that are not of the delivery', () => {
    expect(judgePan([A], long({ ...all([A]), 'other.he5': 'BAD' })).verdict).toBe('accepted');
  });

  it('accepts exactly the granules all of whose files it calls SUCCESSFUL', () => {
    const delivered = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
    const disposition = fc.constantFrom(SUCCESSFUL, SUCCESSFUL, 'FILE NOT FOUND', undefined);
    fc.assert(
      fc.property(delivered, fc.array(disposition, { minLength: 10, maxLength: 10 }), (names, said) => {
        const granules = names.map(granule);
        const files = granules.flatMap(({ files }) => files);
        const entries = files.flatMap((name, index): [string, string][] =>
          said[index] === undefined ? [] : [[name, said[index]]],
        );
        const good = new Set(entries.filter(([, word]) => word === SUCCESSFUL).map(([name]) => name));
        const refused = granules.filter((of) => !of.files.every((name) => good.has(name)));
        const judged = judgePan(granules, long(entries));
        expect(judged.refused).toEqual(refused.map(({ files }) => files[0]));
        expect(judged.words).toHaveLength(files.length - good.size);
        expect(judged.verdict).toBe(
          refused.length === 0 ? 'accepted' : refused.length === granules.length ? 'failed' : 'partial',
        );
        expect(judged.code === undefined).toBe(judged.verdict === 'accepted');
      }),
    );
  });
});
