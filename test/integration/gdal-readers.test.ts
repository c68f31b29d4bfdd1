import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { giveBack, takeReader, type Reader } from '../../src/adapters/gdal/reader-process.js';

const taken: Reader[] = [];
function take(): Reader {
  const reader = takeReader();
  taken.push(reader);
  return reader;
}

afterEach(() => {
  for (const { child } of taken.splice(0)) child.kill('SIGKILL');
});

describe('a process that reads products', () => {
  it('is used again when it was given back', async () => {
    const first = take();
    expect(first.proven).toBe(false);
    await once(first.child, 'message');
    giveBack(first);
    expect(take()).toEqual({ child: first.child, proven: true });
  });

  it('is never used by two at once', () => {
    expect(take().child).not.toBe(take().child);
  });

  it('is not used again when it has ended meanwhile', async () => {
    const first = take();
    await once(first.child, 'message');
    giveBack(first);
    const gone = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await gone;
    expect(take().proven).toBe(false);
  });
});
