import { describe, expect, it } from 'vitest';
import { aplFailure, errorText, isHelp, type AplEnd } from '../../src/airborne/apl/verdict.js';

const banner = '/*****\n* Software Name: aplcorr\nCommand line used to run: aplcorr -lev1file x\n';
const framed = `${banner}########## ERROR #########\nDEM does not cover the area.\nAdd a buffer.\n##########\nbye\n`;
const end = (more: Partial<Omit<AplEnd, 'made'>> & { made?: Partial<AplEnd['made']> } = {}): AplEnd => ({
  ...{ program: 'aplcorr', exitCode: 0, signal: null, output: banner, errors: '', ...more },
  made: { bytes: 240, described: 240, expected: 240, ...more.made },
});

describe('fault 11: a program of APL has done its work only if', () => {
  it('it ended with 0, printed no error and left its whole output', () => {
    expect(aplFailure(end())).toBeUndefined();
    expect(aplFailure(end({ made: { expected: null } }))).toBeUndefined();
    expect(aplFailure(end({ errors: 'a warning of a library\n' }))).toBeUndefined();
  });

  it('its exit status is 0: else its own words are told, which it prints on standard output', () => {
    expect(aplFailure(end({ exitCode: 1, output: framed }))).toEqual({
      sentence: 'aplcorr ended with exit status 1: DEM does not cover the area. Add a buffer.',
      words: ['DEM does not cover the area.', 'Add a buffer.'],
    });
    expect(aplFailure(end({ exitCode: 1 }))?.sentence).toMatch(/exit status 1, and printed no error/);
  });

  it('it printed no error, even with exit status 0', () => {
    expect(aplFailure(end({ output: framed }))?.sentence).toMatch(/printed an error.*DEM does not cover/);
  });

  it('no signal ended it', () => {
    expect(aplFailure(end({ exitCode: null, signal: 'SIGSEGV' }))?.sentence).toMatch(/SIGSEGV/);
  });

  it.each([
    [{ bytes: null }, /output is not there/],
    [{ described: null }, /no header/],
    [{ bytes: 120 }, /only a part.*120 bytes.*240/],
    [{ bytes: 120, described: 120 }, /120 bytes, where its input makes 240/],
  ])('its output is whole: %j', (made, sentence) => {
    expect(aplFailure(end({ made }))?.sentence).toMatch(sentence);
  });
});

describe('the error text of APL', () => {
  it('is what stands below the frame', () => {
    expect(errorText(framed)).toEqual(['DEM does not cover the area.', 'Add a buffer.']);
    expect(errorText(banner)).toEqual([]);
    expect(errorText('########## ERROR #########\r\n')).toEqual(['an error without words']);
  });

  it('is not what an image or a path happens to be called', () => {
    expect(errorText('Reading /data/ERROR/f123a011.bil\n')).toEqual([]);
  });
});

describe('-help', () => {
  it('is answered with exit status 1, which says that the program works', () => {
    expect(isHelp(1, `${banner}Usage: aplcorr …`)).toBe(true);
    expect(isHelp(127, 'not found')).toBe(false);
    expect(isHelp(1, framed)).toBe(false);
    expect(isHelp(1, '')).toBe(false);
  });
});
