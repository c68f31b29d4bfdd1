import { rm } from 'node:fs/promises';
import { FormatError } from '../../../formats/format-error.js';
import { boundaryOf, MultipartReader } from '../../../formats/multipart.js';
import { BodyError } from './body-error.js';
import { FieldsComing, Filled, type Upload } from './filled.js';
import { TemporaryFile } from './temporary-file.js';

/** Bytes of all fields of a form: an order of some hundred lines. */
const MOST_FIELD_BYTES = 512 * 1024;
/** Files of one form. */
const MOST_FILES = 4;

/** What a form may bring. */
export interface FormTaken {
  /** Where files are put while they come; absent: no file is taken. */
  readonly files?: { readonly folder: string; readonly bytes: number };
  /** Whether the form is one of ours, by the fields that came so far: looked at before the first file, and at the end. */
  isOurs(fields: ReadonlyMap<string, readonly string[]>): boolean;
}

/**
 * Reads a form, and puts its files on the disk as they come. Throws BodyError; then nothing is left of them. The caller
 * removes or takes the files that come out.
 */
export async function readForm(request: Request, taken: FormTaken): Promise<Filled> {
  const type = request.headers.get('content-type') ?? undefined;
  const declared = Number(request.headers.get('content-length') ?? 0);
  const most = MOST_FIELD_BYTES + (taken.files ? MOST_FILES * taken.files.bytes : 0);
  if (declared > most) throw new BodyError('size');
  const boundary = boundaryOf(type);
  const form = boundary === undefined ? new UrlEncoded() : new Multipart(boundary, taken);
  if (boundary === undefined && request.body && !/^application\/x-www-form-urlencoded\b/i.test(type ?? ''))
    throw new BodyError('form');
  try {
    for await (const chunk of chunksOf(request)) await form.feed(chunk);
    const filled = form.close();
    if (!taken.isOurs(form.fields)) throw new BodyError('token');
    return filled;
  } catch (error) {
    await form.giveUp();
    if (error instanceof FormatError) throw new BodyError('form', { cause: error });
    throw error;
  }
}

/** Removes the files of a form that nobody has taken. */
export async function removeFiles(filled: Filled): Promise<void> {
  for (const { path } of filled.files.values()) await rm(path, { force: true });
}

async function* chunksOf({ body }: Request): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        // The line broke off; who sent it hears no answer.
        throw new BodyError('form', { cause: error });
      });
      if (done) return;
      yield value;
    }
  } finally {
    // What is left of a form that was refused is not read any more.
    await reader.cancel().catch(() => undefined);
  }
}

class UrlEncoded {
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #coming = new FieldsComing(MOST_FIELD_BYTES);

  get fields(): ReadonlyMap<string, readonly string[]> {
    return this.#coming.fields;
  }

  feed(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MOST_FIELD_BYTES) throw new BodyError('size');
    this.#chunks.push(chunk);
  }

  close(): Filled {
    const text = Buffer.concat(this.#chunks).toString('utf8');
    for (const [name, value] of new URLSearchParams(text)) this.#coming.add(name, value);
    return new Filled(this.#coming.fields);
  }

  giveUp(): void {}
}

class Multipart {
  readonly #reader: MultipartReader;
  readonly #coming = new FieldsComing(MOST_FIELD_BYTES);
  readonly #files = new Map<string, Upload>();
  /** What is coming now: a field's text, or a file. */
  #field: { readonly name: string; readonly chunks: Uint8Array[]; bytes: number } | undefined;
  #file: { readonly name: string; readonly file: TemporaryFile } | undefined;
  /** The name of a file of which nothing has come: none was chosen, perhaps. */
  #unbegun: string | undefined;

  constructor(
    boundary: string,
    private readonly taken: FormTaken,
  ) {
    this.#reader = new MultipartReader(boundary);
  }

  get fields(): ReadonlyMap<string, readonly string[]> {
    return this.#coming.fields;
  }

  async feed(chunk: Uint8Array): Promise<void> {
    for (const event of this.#reader.feed(chunk)) {
      if (event.kind === 'part') {
        if (event.filename === undefined) this.#field = { name: event.name, chunks: [], bytes: 0 };
        else this.#unbegun = event.name;
      } else if (event.kind === 'data') await this.#data(event.bytes);
      else await this.#end();
    }
  }

  async #data(bytes: Uint8Array): Promise<void> {
    if (this.#field) {
      this.#field.bytes += bytes.length;
      if (this.#field.bytes > MOST_FIELD_BYTES) throw new BodyError('size');
      // The bytes are a view of what is overwritten by the next chunk.
      this.#field.chunks.push(Uint8Array.from(bytes));
      return;
    }
    if (this.#unbegun !== undefined) {
      await this.#begin(this.#unbegun);
      this.#unbegun = undefined;
    }
    await this.#file?.file.write(bytes);
  }

  async #begin(name: string): Promise<void> {
    const { files } = this.taken;
    if (!this.taken.isOurs(this.fields)) throw new BodyError('token');
    if (!files || this.#files.has(name) || this.#files.size >= MOST_FILES) throw new BodyError('files');
    this.#file = { name, file: await TemporaryFile.create(files.folder, files.bytes) };
  }

  async #end(): Promise<void> {
    if (this.#field) {
      const { name, chunks } = this.#field;
      if (!this.#coming.add(name, Buffer.concat(chunks).toString('utf8'))) throw new BodyError('size');
    } else if (this.#file) this.#files.set(this.#file.name, await this.#file.file.finish());
    this.#field = undefined;
    this.#file = undefined;
    this.#unbegun = undefined;
  }

  close(): Filled {
    this.#reader.close();
    return new Filled(this.#coming.fields, this.#files);
  }

  async giveUp(): Promise<void> {
    await this.#file?.file.remove();
    for (const { path } of this.#files.values()) await rm(path, { force: true });
  }
}
