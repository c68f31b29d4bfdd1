import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAILURES, looksAgain, type FailureCode } from '../../src/domain/failures.js';
import { MISSION_VERBS, VERBS } from '../../src/domain/story.js';

const text = readFileSync(new URL('../../docs/failures.md', import.meta.url), 'utf8');
const codes = Object.keys(FAILURES) as FailureCode[];
const entries = new Map(
  text
    .split(/^#### /m)
    .slice(1)
    .map((entry): [string, string] => {
      const end = entry.search(/^### /m);
      const whole = end < 0 ? entry : entry.slice(0, end);
      return [whole.slice(0, whole.indexOf('\n')), whole];
    }),
);

describe('docs/failures.md', () => {
  it('has one entry for every code, and none for a code that is not there', () => {
    expect([...entries.keys()].sort()).toEqual([...codes].sort());
    expect(text.match(/^#### /gm)).toHaveLength(codes.length);
  });

  it.each(codes)('says of %s its policy and what to do in the words of the hold itself', (code) => {
    const entry = entries.get(code)!.replace(/\s+/g, ' ');
    expect(entry).toContain(`*${FAILURES[code].policy}.*`);
    expect(entry).toContain(`- Do: ${FAILURES[code].next}`);
    expect(entry).toMatch(/ - By itself: .+ - Look at: .+ - Do: /);
  });

  it.each(codes.filter((code) => FAILURES[code].policy === 'reject'))(
    'shows for %s, which nothing waits for, no command that needs something that waits',
    (code) => {
      for (const [, verb] of entries.get(code)!.matchAll(/^sipstream (\w+) /gm))
        expect(MISSION_VERBS).toContain(verb);
    },
  );

  it.each(codes)('shows for %s every command that its next step names, with a reason', (code) => {
    const shown = [...entries.get(code)!.matchAll(/^sipstream (?:order )?(\w+) .*--why ".+"$/gm)].map(
      ([, verb]) => verb,
    );
    const named = [...FAILURES[code].next.matchAll(/`(\w+)/g)].map(([, word]) => word!);
    const all: readonly string[] = [...VERBS, ...MISSION_VERBS];
    const verbs = named.filter((word) => all.includes(word));
    // One of them is enough: the entry is no manual.
    if (verbs.length > 0) expect(verbs.some((verb) => shown.includes(verb))).toBe(true);
    for (const verb of shown) expect(all).toContain(verb);
  });

  it('links to entries that it has', () => {
    const links = [...text.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor!);
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title!.toLowerCase().replaceAll(' ', '-'),
    );
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) expect(anchors).toContain(link);
  });

  it('promises another look for exactly the codes that get one', () => {
    expect(codes.filter(looksAgain).every((code) => FAILURES[code].policy === 'retry')).toBe(true);
    expect(codes.filter((code) => FAILURES[code].policy === 'retry')).toEqual(codes.filter(looksAgain));
  });
});
