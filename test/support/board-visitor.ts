import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

/** What the board answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The `set-cookie` lines. */
  readonly cookies: readonly string[];
}

/** What one request says beyond its path. */
export interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly form?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** Something like a browser that lets every header be set, and so lies where browsers do not: keeps cookies, follows nothing. */
export class Visitor {
  readonly jar = new Map<string, string>();

  constructor(readonly url: string) {}

  /** Asks for a path as a page of the board would. */
  async ask(path: string, { method = 'GET', headers = {}, form, body }: Asking = {}): Promise<Answer> {
    const content = form === undefined ? body : new URLSearchParams(form).toString();
    const response = await this.open(path, {
      method,
      headers: {
        accept: 'text/html,*/*',
        ...(method !== 'GET' && { origin: this.url }),
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(content !== undefined && { body: content }),
    });
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
    return {
      status: response.statusCode!,
      headers: response.headers,
      body: text,
      cookies: response.headers['set-cookie'] ?? [],
    };
  }

  /** The response as it begins to come. */
  async open(path: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<IncomingMessage> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = request(this.url + path, {
      method,
      agent: false,
      headers: { ...(cookie !== '' && { cookie }), ...headers },
    });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    for (const line of response.headers['set-cookie'] ?? []) this.#keep(line);
    return response;
  }

  /** The token that the forms of this reader carry. */
  async formToken(headers: Record<string, string> = {}): Promise<string> {
    const { body } = await this.ask('/api/reader', { headers });
    return (JSON.parse(body) as { formToken: string }).formToken;
  }

  /** The form token that stands in a page. */
  async tokenOf(path: string, headers: Record<string, string> = {}): Promise<string> {
    const { body } = await this.ask(path, { headers });
    const found = /name="token" value="([\w-]+)"/.exec(body)?.[1];
    if (found === undefined) throw new Error(`${path} has no form token:\n${body}`);
    return found;
  }

  /** Fills in the login form. */
  async login(
    name: string,
    password: string,
    more: { next?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const { next = '/', headers = {} } = more;
    const token = await this.tokenOf('/login', headers);
    return this.ask('/login', { method: 'POST', form: { name, password, next, token }, headers });
  }

  #keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
    if (value === '' || /max-age=0/i.test(line)) this.jar.delete(name!);
    else this.jar.set(name!, value!);
  }
}
