import { z } from 'zod';
import { errorAnswer } from './answers.js';
import type { ApiRoute } from './route.js';
import { NAMED } from './shapes.js';

type Json = Record<string, unknown>;

const SCHEMAS = '#/components/schemas/';

/**
 * The OpenAPI 3.1 document of the routes. It is made of the schemas that read the requests and that the answers are
 * tested against, so it cannot say anything else.
 */
export function openApiDocument(routes: readonly ApiRoute[], title: string, version: string): Json {
  const answers = z.registry<{ id: string }>();
  for (const [schema, id] of NAMED) answers.add(schema, { id });
  const ids = new Map(routes.map((route) => [route, answerId(route, answers)]));
  const { schemas } = z.toJSONSchema(answers, {
    uri: (id) => SCHEMAS + id,
    metadata: z.globalRegistry,
  });
  return {
    openapi: '3.1.0',
    info: {
      title,
      version,
      description:
        'What the pages of the board show, for programs. It only reads. Times are ISO 8601 UTC; a list that has a `next` goes on with it as `cursor`.',
    },
    paths: Object.fromEntries(
      routes.map((route) => [route.path, { get: operation(route, ids.get(route)!) }]),
    ),
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema as Json)])),
    },
  };
}

/** The name of a route's answer; an answer without a name of its own gets that of the operation. */
function answerId(route: ApiRoute, answers: z.core.$ZodRegistry<{ id: string }>): string {
  const known = answers.get(route.answer)?.id;
  if (known !== undefined) return known;
  const id = `${route.name[0]!.toUpperCase()}${route.name.slice(1)}Answer`;
  answers.add(route.answer, { id });
  return id;
}

function operation(route: ApiRoute, answer: string): Json {
  const reply = (description: string, id: string) => ({
    description,
    content: { 'application/json': { schema: { $ref: SCHEMAS + id } } },
  });
  return {
    operationId: route.name,
    summary: route.title,
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    responses: {
      200: reply('What was asked for.', answer),
      400: reply('A parameter cannot be understood.', NAMED.get(errorAnswer)!),
      404: reply('There is no such thing.', NAMED.get(errorAnswer)!),
    },
  };
}

/** The parameters of a route as the document has them. */
export function parameters(schema: z.ZodObject, where: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as Json;
    return {
      name,
      in: where,
      required: required.includes(name),
      ...(description !== undefined && { description }),
      schema: rest,
    };
  });
}

/** A schema within the document: it says neither its dialect nor its address once more. */
function bare({ $schema: _dialect, $id: _address, ...schema }: Json): Json {
  return schema;
}
