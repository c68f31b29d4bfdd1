import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    // One after the other: two at once would measure each other.
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 900_000,
    hookTimeout: 900_000,
    include: ['test/bench/**/*.bench.ts'],
    globalSetup: ['test/bench/support/report.ts'],
    disableConsoleIntercept: true,
  },
});
