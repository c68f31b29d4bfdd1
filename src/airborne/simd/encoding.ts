/** Bytes of a WebAssembly module: a part of one, or instructions one after the other. */
export type Code = readonly number[];

/** Codes one after the other. */
export function joined(...parts: readonly Code[]): Code {
  return ([] as number[]).concat(...parts);
}

/** A function that a module exports. Its parameters are addresses (i32); it returns an i32, or nothing. */
export interface Kernel {
  readonly parameters: number;
  readonly returns: boolean;
  /** Variables of 128 bits, which come behind the parameters. */
  readonly variables: number;
  readonly body: Code;
}

const I32 = 0x7f;
const V128 = 0x7b;
const END = 0x0b;

/** A whole number that is not negative, as LEB128: seven bits a byte, the lowest first. */
export function unsigned(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

/** A whole number of 32 bits as signed LEB128. */
export function signed(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) return [...bytes, rest & 127];
    bytes.push((rest & 127) | 128);
  }
}

/** The module that has these functions by their names, and works on the memory that it is given as `memory.of`. */
export function encodeModule(kernels: ReadonlyMap<string, Kernel>): Uint8Array {
  const all = [...kernels.values()];
  const types = all.map(({ parameters, returns }) =>
    joined([0x60], list(new Array<Code>(parameters).fill([I32])), list(returns ? [[I32]] : [])),
  );
  const memory = joined(text('memory'), text('of'), [0x02, 0x00, 0x00]);
  const functions = all.map((_, index) => unsigned(index));
  const exported = [...kernels.keys()].map((name, index) => joined(text(name), [0x00], unsigned(index)));
  const code = all.map(({ variables, body }) => sized(joined(variablesOf(variables), body, [END])));
  return Uint8Array.from(
    joined(
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...[section(1, types), section(2, [memory]), section(3, functions), section(7, exported)],
      section(10, code),
    ),
  );
}

const variablesOf = (count: number) => list(count === 0 ? [] : [joined(unsigned(count), [V128])]);
const sized = (bytes: Code) => joined(unsigned(bytes.length), bytes);
const list = (items: readonly Code[]) => joined(unsigned(items.length), ...items);
const section = (id: number, items: readonly Code[]) => joined([id], sized(list(items)));
const text = (value: string) => sized([...Buffer.from(value)]);
