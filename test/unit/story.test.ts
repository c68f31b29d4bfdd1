import { describe, expect, it } from 'vitest';
import {
  commandProblem,
  STAGES,
  storyMarkdown,
  VERBS,
  type Command,
  type Story,
} from '../../src/domain/story.js';

const story = (over: Partial<Story> = {}): Story => ({
  subject: '2026-11-20 L1',
  stage: 'await inputs',
  state: 'waiting',
  since: 0,
  sentence: 'It waits for 2 required granules.',
  missing: [],
  verbs: [],
  ...over,
});

describe('a story as markdown', () => {
  it('says subject, stage, state and what it does, and nothing that it has not', () => {
    expect(storyMarkdown(story())).toBe(
      '**2026-11-20 L1: await inputs** (waiting)\n\nIt waits for 2 required granules.',
    );
  });

  it('names what is missing, until when it waits, and what then', () => {
    const text = storyMarkdown(
      story({
        missing: ['MOP00SCI/2026-11-20/0400', 'MOP00ENG/2026-11-20/0400'],
        until: Date.parse('2026-11-22T12:00:00Z'),
        then: 'it holds',
      }),
    );
    expect(text).toContain('Missing: MOP00SCI/2026-11-20/0400, MOP00ENG/2026-11-20/0400');
    expect(text).toContain('Until 2026-11-22T12:00:00.000Z; then it holds.');
  });

  it('says until when without a then', () => {
    expect(storyMarkdown(story({ until: 0 }))).toMatch(/Until 1970-01-01T00:00:00\.000Z\.$/);
  });

  it('gives the code, the sentence and every detail of a hold', () => {
    const text = storyMarkdown(
      story({
        state: 'held',
        hold: {
          code: 'PAN_PARTIAL',
          sentence: 'The DAAC refused one.',
          details: ['a: BAD', 'b: BAD'],
          since: 1,
        },
        verbs: ['resubmit', 'abandon'],
      }),
    );
    expect(text).toContain('**PAN_PARTIAL** The DAAC refused one.\n- a: BAD\n- b: BAD');
    expect(text).toMatch(/An operator can: resubmit, abandon\.$/);
  });
});

describe('the names of stages and verbs', () => {
  it('are each there once', () => {
    expect(new Set(STAGES).size).toBe(STAGES.length);
    expect(new Set(VERBS).size).toBe(VERBS.length);
  });

  it('go from the inputs to the acceptance, with QA before archive and archive before delivery', () => {
    expect(STAGES[0]).toBe('await inputs');
    expect(STAGES.at(-1)).toBe('accepted');
    expect(STAGES.indexOf('QA')).toBeLessThan(STAGES.indexOf('archive'));
    expect(STAGES.indexOf('archive')).toBeLessThan(STAGES.indexOf('deliver'));
  });
});

describe('an operator\u2019s command', () => {
  it('says who and why', () => {
    expect(commandProblem({ by: 'ops', why: 'the DAAC has called' })).toBeUndefined();
  });

  it.each([
    [undefined, 'by'],
    [{ why: 'x' }, 'by'],
    [{ by: 'ops' }, 'why'],
    [{ by: 'ops', why: '  ' }, 'why'],
    [{ by: 7, why: 'x' }, 'by'],
    [{ by: 'ops', why: 'x'.repeat(501) }, 'why'],
  ])('is refused in a sentence that names what is wrong: %j', (command, key) => {
    expect(commandProblem(command as unknown as Command)).toContain(`'${key}'`);
  });
});
