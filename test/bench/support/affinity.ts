import { execFileSync } from 'node:child_process';

let all: readonly number[] | undefined;

/** The cores that this process may use when the benchmark begins, by number. */
export function cores(): readonly number[] {
  // "pid 1234's current affinity list: 0,2-5"
  all ??= execFileSync('taskset', ['-c', '-p', String(process.pid)], { encoding: 'utf8' })
    .split(':')[1]!
    .trim()
    .split(',')
    .flatMap((range) => {
      const [first, last = first] = range.split('-').map(Number) as [number, number?];
      return Array.from({ length: last! - first + 1 }, (_, index) => first + index);
    });
  return all;
}

/** Keeps this process, all of its threads and what it starts from now on to some cores. Throws where there is no `taskset`. */
export function keepTo(some: readonly number[]): void {
  execFileSync('taskset', ['-a', '-c', '-p', some.join(','), String(process.pid)]);
}
