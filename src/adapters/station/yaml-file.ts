import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { OperationsError } from '../../domain/failures.js';
import { hasCode } from '../files/io-error.js';
import { parseYaml, type Place, type YamlText } from './yaml-text.js';

/** A YAML file as read: its value with what it `extends` merged below it, and where each value stands. */
export interface YamlFile {
  readonly path: string;
  readonly value: unknown;
  /** `file, line N` of the value at a path, or of its nearest parent that the file has. */
  lineOf(path: readonly PropertyKey[]): string;
}

interface Layer extends YamlFile {
  find(path: readonly PropertyKey[]): Place;
}

/**
 * Reads a YAML file and, when its top level says `extends: other.yaml`, that one below it: maps merge, everything else
 * replaces. Throws OperationsError STATION_CONFIG with file and line when it cannot be read.
 */
export async function readYaml(path: string): Promise<YamlFile> {
  return readLayer(path, []);
}

async function readLayer(path: string, above: readonly string[]): Promise<Layer> {
  const absolute = resolve(path);
  const bytes = await readFile(absolute).catch((error: Error) => {
    const why = hasCode(error, 'ENOENT') ? 'is not there' : `cannot be read: ${error.message}`;
    throw new OperationsError('STATION_CONFIG', `${path} ${why}.`, [], { cause: error });
  });
  const yaml = parseYaml(path, bytes);
  if (!isRecord(yaml.value) || !('extends' in yaml.value)) return layer(path, yaml.value, yaml.find);

  const { extends: parent, ...own } = yaml.value;
  const line = yaml.find(['extends']).place;
  if (typeof parent !== 'string')
    throw new OperationsError('STATION_CONFIG', `${line}: 'extends' must be the name of a file.`);
  const parentPath = resolve(dirname(absolute), parent);
  if (parentPath === absolute || above.includes(parentPath))
    throw new OperationsError('STATION_CONFIG', `${line}: the files extend each other in a circle.`);
  const below = await readLayer(parentPath, [...above, absolute]).catch((error: unknown) => {
    const isMissing = error instanceof OperationsError && hasCode(error.cause, 'ENOENT');
    if (!isMissing || !error.message.startsWith(parentPath)) throw error;
    throw new OperationsError('STATION_CONFIG', `${line}: ${error.message}`, [], { cause: error });
  });
  return layer(path, merge(below.value, own), (at) => deeper(yaml.find(at), below.find(at), at.length));
}

function layer(path: string, value: unknown, find: YamlText['find']): Layer {
  return { path, value, find, lineOf: (at) => find(at).place };
}

/**
 * Which of two files an operator has to look into. The upper one when it has the value, or has replaced what the value
 * should be in; else the one that comes nearer.
 */
function deeper(above: Place, below: Place, asked: number): Place {
  if (above.depth === asked || above.replaces) return above;
  return above.depth > below.depth ? above : below;
}

/** Checks a file's value; throws OperationsError STATION_CONFIG with one sentence per problem, each naming its line. */
export function checked<S extends z.ZodType>(file: YamlFile, schema: S): z.infer<S> {
  const result = schema.safeParse(file.value);
  if (result.success) return result.data;
  throw problems(file, result.error.issues.flatMap(inWords));
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function inWords(issue: z.core.$ZodIssue): Problem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: `'${key}' is not a setting here` }));
  if (issue.code === 'invalid_key') {
    const why = issue.issues.map(({ message }) => message).join('; ');
    return [{ path, message: `the name ${nameOf(path)} ${why}` }];
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return [{ path, message: `${nameOf(path)} is missing` }];
  }
  return [{ path, message: `${nameOf(path)}: ${issue.message}` }];
}

/** A value in words: its key, with its place when it stands in a list. */
function nameOf(path: readonly PropertyKey[]): string {
  const at = path.findLastIndex((part) => typeof part !== 'number');
  if (path.length === 0) return 'the file';
  const indices = path.slice(at + 1).map((index) => `[${String(index)}]`);
  return `'${String(path[at] ?? '')}${indices.join('')}'`;
}

/** The error that lists problems of a file with their lines. */
export function problems(file: YamlFile, found: readonly Problem[]): OperationsError {
  const sentences = found.map(
    (problem) => `${file.lineOf(problem.path)}: ${problem.message.replace(/\.$/, '')}.`,
  );
  return new OperationsError('STATION_CONFIG', sentences.join('\n'), sentences);
}

function merge(below: unknown, above: unknown): unknown {
  if (!isRecord(below) || !isRecord(above)) return above;
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above))
    merged[key] = Object.hasOwn(merged, key) ? merge(merged[key], value) : value;
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
