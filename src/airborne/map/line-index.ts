import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fsyncDirectory, temporaryName } from '../../adapters/files/atomic-write.js';
import { hasCode } from '../../adapters/files/io-error.js';
import type { Window } from './gather.js';
import type { MapGrid } from './grid.js';
import type { Tile } from './tiles.js';

/** What an index is of: it serves only a request that says the same. */
export interface IndexKey {
  readonly igm: { readonly size: number; readonly modified: number };
  readonly pixelSize: { readonly x: number; readonly y: number };
  readonly projection: unknown;
  readonly bounds: unknown;
  readonly interpolation: string;
}

/** What an index says of one tile. */
export interface TileEntry extends Tile {
  readonly window: Window;
  /** Cells that are made from something. */
  readonly filled: number;
  /** Cells that are kept: of each row those from the first to the last that is made from something. */
  readonly cells: number;
  readonly offset: number;
}

/** What an index says of itself. */
export interface IndexDirectory {
  readonly key: string;
  readonly grid: MapGrid;
  readonly spacing: { readonly across: number; readonly along: number };
  readonly reach: number;
  readonly tiles: readonly TileEntry[];
}

/** From which pixels the cells of a tile are made. */
export interface TileCells {
  /** Two numbers a row of the tile: the first column that is kept and the one behind the last. */
  readonly spans: Uint32Array;
  /** One reference a cell (nearest), or four. Row by row, the kept columns alone. */
  readonly refs: Uint32Array;
  /** u and v of each cell; empty for nearest. */
  readonly places: Float32Array;
}

/** The version counts what this folder means by the bytes before it. */
const MAGIC = 'sipstream map 1\n';
const TAIL = MAGIC.length + 8;
const refsOf = (interpolation: string) => (interpolation === 'nearest' ? 1 : 4);
const placesOf = (interpolation: string) => (interpolation === 'nearest' ? 0 : 2);

/** Writes an index: the tiles, then the directory, then its length. It has its name only when it is complete. */
export class IndexWriter {
  private position = 0;
  private readonly tiles: TileEntry[] = [];

  private constructor(
    private readonly path: string,
    private readonly temporary: string,
    private readonly file: FileHandle,
  ) {}

  static async create(path: string): Promise<IndexWriter> {
    const temporary = temporaryName(path);
    return new IndexWriter(path, temporary, await open(temporary, 'wx'));
  }

  async add(tile: Omit<TileEntry, 'offset'>, cells: TileCells): Promise<void> {
    this.tiles.push({ ...tile, offset: this.position });
    for (const { buffer, byteOffset, byteLength } of [cells.spans, cells.refs, cells.places])
      await this.append(new Uint8Array(buffer, byteOffset, byteLength));
  }

  async commit(directory: Omit<IndexDirectory, 'tiles' | 'key'>, key: IndexKey): Promise<void> {
    const whole: IndexDirectory = { ...directory, key: JSON.stringify(key), tiles: this.tiles };
    const text = Buffer.from(JSON.stringify(whole));
    const tail = Buffer.alloc(TAIL);
    tail.writeBigUInt64LE(BigInt(text.length));
    tail.write(MAGIC, 8);
    await this.append(text);
    await this.append(tail);
    await this.file.sync();
    await this.file.close();
    await rename(this.temporary, this.path);
    await fsyncDirectory(dirname(this.path));
  }

  /** Forgets what was written. */
  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.temporary, { force: true });
  }

  private async append(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, this.position);
      done += bytesWritten;
      this.position += bytesWritten;
    }
  }
}

/** An index that was made before, and serves this request. */
export class IndexReader {
  private buffer = new Uint8Array(0);

  private constructor(
    readonly directory: IndexDirectory,
    private readonly file: FileHandle,
    private readonly interpolation: string,
  ) {}

  /** The index at a path; undefined when none is there, or it is of something else, or another version's. */
  static async open(path: string, key: IndexKey): Promise<IndexReader | undefined> {
    let file: FileHandle;
    try {
      file = await open(path, 'r');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
    const directory = await directoryIn(file);
    if (directory?.key === JSON.stringify(key)) return new IndexReader(directory, file, key.interpolation);
    await file.close();
    return undefined;
  }

  /** The cells of a tile, valid until the next is read. */
  async cells({ rows, cells, offset }: TileEntry): Promise<TileCells> {
    const perCell = refsOf(this.interpolation);
    const places = placesOf(this.interpolation);
    const words = rows * 2 + cells * (perCell + places);
    if (this.buffer.length < words * 4) this.buffer = new Uint8Array(words * 4);
    const bytes = await readExactly(this.file, offset, this.buffer.subarray(0, words * 4));
    const at = (from: number, length: number) => [bytes.buffer, bytes.byteOffset + from * 4, length] as const;
    return {
      spans: new Uint32Array(...at(0, rows * 2)),
      refs: new Uint32Array(...at(rows * 2, cells * perCell)),
      places: new Float32Array(...at(rows * 2 + cells * perCell, cells * places)),
    };
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** What says that an IGM is still the one of which an index was made. */
export async function keyOfIgm(path: string): Promise<IndexKey['igm']> {
  const { size, mtimeMs } = await stat(path);
  return { size, modified: mtimeMs };
}

async function directoryIn(file: FileHandle): Promise<IndexDirectory | undefined> {
  const { size } = await file.stat();
  if (size < TAIL) return undefined;
  const tail = Buffer.from(await readExactly(file, size - TAIL, new Uint8Array(TAIL)));
  const length = Number(tail.readBigUInt64LE());
  if (tail.toString('latin1', 8) !== MAGIC || length > size - TAIL) return undefined;
  const text = Buffer.from(await readExactly(file, size - TAIL - length, new Uint8Array(length))).toString();
  // Only an IndexWriter ends a file with the magic, after all of it is on the disk.
  return JSON.parse(text) as IndexDirectory;
}

async function readExactly(file: FileHandle, offset: number, into: Uint8Array): Promise<Uint8Array> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, into.length - done, offset + done);
    if (bytesRead === 0) throw new Error('The index of a map ended while it was read.');
    done += bytesRead;
  }
  return into;
}
