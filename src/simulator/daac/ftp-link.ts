import { Readable, Writable } from 'node:stream';
import { Client, FTPError } from 'basic-ftp';
import { Turns, type Content, type Link } from './link.js';
import { OutageError } from './outage.js';

const TIMEOUT_MS = 20_000;
const NO_SUCH_FILE = 550;

/** Files by FTP over one connection, which is opened when it is needed and again after it was lost. */
export class FtpLink implements Link {
  #client: Client | undefined;
  #closed = false;
  readonly #turns = new Turns();

  constructor(private readonly server: { readonly host: string; readonly port: number }) {}

  put(path: string, content: Content): Promise<void> {
    let thrown: { readonly error: unknown } | undefined;
    async function* pieces(): AsyncGenerator<Uint8Array> {
      try {
        yield* content;
      } catch (error) {
        thrown = { error };
        throw error;
      }
    }
    return this.#during(async (client) => {
      try {
        await client.uploadFrom(Readable.from(pieces()), path);
      } catch (error) {
        if (thrown === undefined) throw error;
        this.#drop();
      }
    }).then(() => {
      if (thrown !== undefined) throw thrown.error;
    });
  }

  list(directory: string): Promise<string[]> {
    return this.#during(async (client) => {
      // LIST with a path would be cut at a blank by some servers.
      await client.cd(directory);
      return (await client.list()).filter((entry) => entry.isFile).map((entry) => entry.name);
    });
  }

  fetch(path: string, take: (chunk: Uint8Array) => void | Promise<void>): Promise<boolean> {
    return this.#during(async (client) => {
      const sink = new Writable({
        write(chunk: Buffer, _encoding, done) {
          Promise.resolve(take(chunk)).then(() => done(), done);
        },
      });
      try {
        await client.downloadTo(sink, path);
        return true;
      } catch (error) {
        if (error instanceof FTPError && error.code === NO_SUCH_FILE) return false;
        throw error;
      }
    });
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #during<T>(step: (client: Client) => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      if (this.#closed) throw new OutageError('the FTP connection was closed');
      try {
        return await step(await this.#connected());
      } catch (error) {
        // After an error it is unknown what the server still has to say on this connection.
        this.#drop();
        const { host, port } = this.server;
        throw new OutageError(`FTP at ${host}:${port}: ${(error as Error).message}`, { cause: error });
      }
    });
  }

  async #connected(): Promise<Client> {
    if (this.#client !== undefined && !this.#client.closed) return this.#client;
    const client = new Client(TIMEOUT_MS);
    this.#client = client;
    await client.access(this.server);
    return client;
  }

  #drop(): void {
    this.#client?.close();
    this.#client = undefined;
  }
}
