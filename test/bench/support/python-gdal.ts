import { execFileSync } from 'node:child_process';

/** The variable that names a Python with GDAL and NumExpr, where it isn't `python3`. */
export const PYTHON_VARIABLE = 'SIPSTREAM_BENCH_PYTHON';

/** A Python that has GDAL, NumPy and NumExpr, with their versions; or why there is none. */
export function findPythonGdal():
  | { readonly python: string; readonly versions: string }
  | { readonly python?: undefined; readonly why: string } {
  const python = process.env[PYTHON_VARIABLE] || 'python3';
  const program =
    'import platform, numpy, numexpr; from osgeo import gdal;' +
    'print("Python", platform.python_version() + ", GDAL", gdal.__version__ + ", NumPy", numpy.__version__ + ", NumExpr", numexpr.__version__)';
  try {
    const versions = execFileSync(python, ['-W', 'ignore', '-c', program], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return { python, versions: versions.trim() };
  } catch (error) {
    const words = String((error as { readonly stderr?: unknown }).stderr ?? error)
      .trim()
      .split('\n');
    return { why: `${python}: ${words.at(-1)!}` };
  }
}
