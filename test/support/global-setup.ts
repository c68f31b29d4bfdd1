import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Processors, supervisors and readers are programs of their own: what the tests start must be what the sources say. */
export default function setup(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}
