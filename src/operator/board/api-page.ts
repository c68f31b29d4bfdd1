import { parameters } from './api/openapi.js';
import type { ApiRoute } from './api/route.js';
import { html, htmlTable, type Html } from './html.js';
import { codeWords } from './parts.js';

/** The page that tells people what the API has. */
export function apiPage(routes: readonly ApiRoute[]): Html[] {
  return [
    html`<h1>API</h1>
      <p class="lead">
        What the pages show, as JSON, for programs: <code>GET</code> only. The
        <a href="/api/openapi.json">OpenAPI 3.1 document</a> has every field; figures for Prometheus are at
        <a href="/metrics">/metrics</a>. Times are ISO 8601 UTC. A list that has a <code>next</code> goes on
        with it as <code>cursor</code>. What cannot be answered is
        <code>{"error": {"code", "sentence", "next"}}</code> with status 400 or 404.
      </p>`,
    ...routes.map(routeCard),
  ];
}

function routeCard(route: ApiRoute): Html {
  const rows = [...parameters(route.params, 'path'), ...parameters(route.query, 'query')].map((parameter) => {
    const { name, required, description, schema } = parameter as {
      name: string;
      required: boolean;
      description?: string;
      schema: { type?: string; format?: string; enum?: string[]; default?: unknown };
    };
    return [
      html`<code>${name}</code>`,
      schema.enum ? schema.enum.join(' | ') : (schema.format ?? schema.type ?? 'string'),
      `${required ? 'required' : schema.default === undefined ? 'optional' : `default ${String(schema.default)}`}`,
      description === undefined ? '' : html`${codeWords(description)}`,
    ];
  });
  return html`<article class="card api">
    <h2 id="${route.name}"><span class="note">GET</span> <code>${route.path}</code></h2>
    <p>${route.title}.</p>
    ${rows.length === 0 ? '' : htmlTable(['Parameter', 'Form', 'Needed', 'Meaning'], rows)}
    <p class="note">
      For example <a href="${route.example}"><code>${route.example}</code></a>
    </p>
  </article>`;
}
