import h5wasm from 'h5wasm/node';

await h5wasm.ready;

/** What h5wasm takes as numbers. */
export type Values =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;
/** One array for {@link writeHdf5}: values in C order; `dtype` as NumPy writes it, little-endian. */
export interface Hdf5Dataset {
  values: Values | string[];
  shape: number[];
  dtype?: string;
  chunks?: number[];
  fill?: number;
}

/** Writes an HDF5 file whose datasets are named by their full path; gives its path back. */
export function writeHdf5(path: string, datasets: Record<string, Hdf5Dataset>): string {
  const file = new h5wasm.File(path, 'w');
  for (const [full, { values, shape, dtype, chunks, fill }] of Object.entries(datasets)) {
    const names = full.split('/');
    for (let depth = 1; depth < names.length; depth++) {
      const group = names.slice(0, depth).join('/');
      if (!file.get(group)) file.create_group(group);
    }
    const parent = file.get(names.slice(0, -1).join('/') || '/') as InstanceType<typeof h5wasm.Group>;
    const dataset = parent.create_dataset({
      name: names.at(-1)!,
      data: values,
      shape,
      ...(dtype && { dtype }),
      ...(chunks && { chunks, compression: 4 }),
    });
    if (fill !== undefined) dataset.create_attribute('_FillValue', fill, [1], '<f');
  }
  file.close();
  return path;
}
