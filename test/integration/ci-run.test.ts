import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StubCheckout } from './stub-checkout.js';

describe('.ci/run', () => {
  let machine: StubCheckout;

  beforeEach(async () => {
    machine = await StubCheckout.create();
  });

  afterEach(() => machine.destroy());

  /** Makes `npm test` write this report, where it is told to, and end with this status. */
  async function npmTest(status: number, report?: object): Promise<void> {
    const write = `printf '%s' '${JSON.stringify(report)}' >"\${!#//*=/}"`;
    await machine.program('npm', `note "$*"\n${report === undefined ? '' : write}\nexit ${status}`);
  }

  async function lastLine(): Promise<[string | undefined, number | null]> {
    const { output, status } = await machine.run('.ci/run');
    return [output.trimEnd().split('\n').at(-1), status];
  }

  it('runs npm test and counts what passed', async () => {
    await npmTest(0, { numPassedTests: 12, numFailedTests: 0, testResults: [] });
    expect(await lastLine()).toEqual(['12 passed, 0 failed', 0]);
    expect((await machine.calls('npm'))[0]).toMatch(/^npm test /);
  });

  it('ends as npm test ends when tests fail, and counts a file that cannot be loaded as one', async () => {
    await npmTest(4, {
      numPassedTests: 12,
      numFailedTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    });
    expect(await lastLine()).toEqual(['12 passed, 2 failed', 4]);
  });

  it('fails when no test ran', async () => {
    await npmTest(0, { numPassedTests: 0, numFailedTests: 0, testResults: [] });
    expect(await lastLine()).toEqual(['0 passed, 0 failed', 1]);
  });

  it.each([0, 9])('fails when the tests were not reached (npm test ended with %i)', async (status) => {
    await npmTest(status);
    expect(await lastLine()).toEqual(['0 passed, 1 failed', status === 0 ? 1 : status]);
  });
});
