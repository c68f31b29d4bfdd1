import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { OperationsError } from '../../domain/failures.js';

/** A YAML file as read: its value with what it `extends` merged below it, and where each value stands. */
export interface YamlFile {
  readonly path: string;
  readonly value: unknown;
  /** `file, line N` of the value at a path, or of its nearest parent that the file has. */
  lineOf(path: readonly PropertyKey[]): string;
}

/**
 * Reads a YAML file and, when its top level says `extends: other.yaml`, that one below it: maps merge, everything else
 * replaces. Throws OperationsError STATION_CONFIG with file and line when it cannot be read.
 */
export async function readYaml(path: string, seen: readonly string[] = []): Promise<YamlFile> {
  const absolute = resolve(path);
  if (seen.includes(absolute)) throw new OperationsError('STATION_CONFIG', `${path} extends itself.`);
  const text = await readFile(absolute, 'utf8').catch((error: Error) => {
    throw new OperationsError('STATION_CONFIG', `${path} cannot be read: ${error.message}.`);
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [first] = document.errors;
  if (first) {
    const line = lines.linePos(first.pos[0]).line;
    throw new OperationsError('STATION_CONFIG', `${path}, line ${line}: ${first.message.split('\n')[0]}`);
  }
  const own = (document.toJS() ?? {}) as Record<string, unknown>;
  const parent = typeof own['extends'] === 'string' ? own['extends'] : undefined;
  delete own['extends'];
  if (parent === undefined) return { path, value: own, lineOf: (at) => placeOf(path, document, lines, at) };
  const below = await readYaml(resolve(dirname(absolute), parent), [...seen, absolute]);
  return {
    path,
    value: merge(below.value, own),
    lineOf: (at) => (document.hasIn(at as unknown[]) ? placeOf(path, document, lines, at) : below.lineOf(at)),
  };
}

/** Checks a file's value; throws OperationsError STATION_CONFIG with one sentence per problem, each naming its line. */
export function checked<S extends z.ZodType>(file: YamlFile, schema: S): z.infer<S> {
  const result = schema.safeParse(file.value);
  if (result.success) return result.data;
  throw problems(
    file,
    result.error.issues.flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => ({
          path: [...issue.path, key],
          message: `'${key}' is not a setting here`,
        }));
      }
      return [
        {
          path: issue.path,
          message: `${issue.path.at(-1) === undefined ? 'the file' : `'${String(issue.path.at(-1))}'`}: ${issue.message}`,
        },
      ];
    }),
  );
}

/** The error that lists problems of a file with their lines. */
export function problems(
  file: YamlFile,
  found: readonly { path: readonly PropertyKey[]; message: string }[],
): OperationsError {
  const sentences = found.map((problem) => `${file.lineOf(problem.path)}: ${problem.message}.`);
  return new OperationsError('STATION_CONFIG', sentences.join('\n'), sentences);
}

function placeOf(path: string, document: Document, lines: LineCounter, at: readonly PropertyKey[]): string {
  for (let depth = at.length; depth > 0; depth -= 1) {
    const parent = depth === 1 ? document.contents : document.getIn(at.slice(0, depth - 1), true);
    const pair = isMap(parent)
      ? parent.items.find(
          (item) => String(isNode(item.key) ? item.key.toJSON() : item.key) === String(at[depth - 1]),
        )
      : undefined;
    const node = pair && isNode(pair.key) ? pair.key : document.getIn(at.slice(0, depth), true);
    if (isNode(node) && node.range) return `${path}, line ${lines.linePos(node.range[0]).line}`;
  }
  return `${path}, line 1`;
}

function merge(below: unknown, above: unknown): unknown {
  if (!isRecord(below) || !isRecord(above)) return above;
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above))
    merged[key] = key in merged ? merge(merged[key], value) : value;
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
