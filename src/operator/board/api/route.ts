import type { z } from 'zod';
import { CommandError } from '../../reading/command-error.js';
import type { BoardApp, BoardContext, Kit } from '../kit.js';
import { problemOf } from './parameters.js';

/** Why a request is not answered: a stable code, one sentence, and the next step. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';

  constructor(
    readonly status: 400 | 404,
    readonly code: 'BAD_PARAMETER' | 'NOT_KNOWN' | 'NO_DIRECTORIES',
    sentence: string,
    readonly next: string,
  ) {
    super(sentence);
  }
}

/** One address of the API: what it takes, and what it answers. The document and the answers are made of the same. */
export interface ApiRoute {
  /** As OpenAPI writes it: `/api/days/{day}`. */
  readonly path: string;
  /** A stable name of the operation. */
  readonly name: string;
  /** What it answers, in a few words. */
  readonly title: string;
  /** What its path names. */
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly answer: z.ZodType;
  /** An address that can be tried. */
  readonly example: string;
  /** Reads what it answers; times are epoch milliseconds here. Throws an {@link ApiRefusal}. */
  read(kit: Kit, params: never, query: never): Promise<unknown>;
}

/** Makes a route, so that what it reads has the types of its parameters. */
export function apiRoute<P extends z.ZodObject, Q extends z.ZodObject>(
  route: Omit<ApiRoute, 'read' | 'params' | 'query'> & {
    readonly params: P;
    readonly query: Q;
    read(kit: Kit, params: z.output<P>, query: z.output<Q>): Promise<unknown>;
  },
): ApiRoute {
  return route;
}

/** Serves the routes. */
export function serveApi(app: BoardApp, kit: Kit, routes: readonly ApiRoute[]): void {
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    app.get(path, (context) => answered(context, kit, () => answerOf(kit, route, context)));
  }
}

/** Answers a program that the API has no such address. */
export function noSuchAddress(context: BoardContext, kit: Kit): Promise<Response> {
  return answered(context, kit, () => {
    throw new ApiRefusal(
      404,
      'NOT_KNOWN',
      'The API has no such address.',
      'GET /api/openapi.json lists all.',
    );
  });
}

function answerOf(kit: Kit, route: ApiRoute, context: BoardContext): Promise<unknown> {
  // A path that names nothing is an address that isn't there; a query that cannot be read is a mistake of the caller.
  const params = route.params.safeParse(context.req.param());
  if (!params.success)
    throw new ApiRefusal(404, 'NOT_KNOWN', problemOf(params.error), `It is ${route.path}: see /api.`);
  const query = route.query.strict().safeParse(context.req.query());
  if (!query.success)
    throw new ApiRefusal(400, 'BAD_PARAMETER', problemOf(query.error), 'See /api for what it takes.');
  return route.read(kit, params.data as never, query.data as never);
}

async function answered(context: BoardContext, kit: Kit, answer: () => Promise<unknown>): Promise<Response> {
  try {
    return kit.json(context, await answer());
  } catch (error) {
    const refusal = refusalOf(error);
    const { code, message: sentence, next } = refusal;
    return kit.json(context, { error: { code, sentence, next } }, refusal.status);
  }
}

function refusalOf(error: unknown): ApiRefusal {
  if (error instanceof ApiRefusal) return error;
  if (error instanceof CommandError && error.code === 'NOT_KNOWN')
    return new ApiRefusal(404, 'NOT_KNOWN', error.message, error.next);
  throw error;
}
