import type { Order, OrderLine } from './order.js';

/** One thing that a client gets of a line: the line itself, or one of its equations or plugins. */
export interface Product {
  /** `f123a011`, `f123a011_ndvi`. */
  readonly name: string;
  readonly line: string;
  readonly kind: 'line' | 'equation' | 'plugin';
  /** The name of the equation or plugin; that of the line itself for `line`. */
  readonly of: string;
}

/** The products of one line, in the order in which they are made. */
export function productsOfLine(line: OrderLine): Product[] {
  const derived =
    (kind: 'equation' | 'plugin') =>
    (of: string): Product => ({
      name: `${line.name}_${of}`,
      line: line.name,
      kind,
      of,
    });
  return [
    ...(line.process ? [{ name: line.name, line: line.name, kind: 'line' as const, of: line.name }] : []),
    ...line.equations.map(derived('equation')),
    ...line.plugins.map(derived('plugin')),
  ];
}

/** The products of an order, line by line. */
export function productsOf(order: Order): Product[] {
  return order.lines.flatMap(productsOfLine);
}

/** The flight as names have it: `2018123a`. */
export function flightName(order: Pick<Order, 'year' | 'julianDay' | 'sortie'>): string {
  return `${order.year}${String(order.julianDay).padStart(3, '0')}${order.sortie}`;
}

/**
 * An order's id, and the name of its folder: `<project>_<year>_<jday><sortie>_<digest>`. The digest (hex, 12 characters) is of
 * the order's content: the same order has the same id, however often it is sent.
 */
export function orderId(order: Order, digest: string): string {
  const day = String(order.julianDay).padStart(3, '0');
  return `${order.project}_${order.year}_${day}${order.sortie}_${digest}`;
}

/** The mapped raster of a product and what is packed from it, in the order's folder for mapped products. */
export const productFiles = {
  mapped: (product: string) => `${product}3b_mapped.bil`,
  zip: (product: string) => `${product}3b_mapped.bil.zip`,
  quickLook: (product: string) => `${product}3b_mapped.png`,
  cog: (product: string) => `${product}3b_mapped.tif`,
  netcdf: (product: string) => `${product}3b_mapped.nc`,
} as const;

/** The zip of all: `<project>_<year><jday>.zip`, and the folder within it. The sortie is no part of it, as clients know it. */
export function masterZip(order: Order): { readonly file: string; readonly folder: string } {
  const name = `${order.project}_${order.year}${String(order.julianDay).padStart(3, '0')}`;
  return { file: `${name}.zip`, folder: name };
}

/** How the projection is called in the name of an IGM. */
export function projectionName({ projection }: Pick<Order, 'projection'>): string {
  if (projection.kind === 'utm') return `utm_wgs84${projection.hemisphere}_${projection.zone}`;
  return projection.kind === 'ukbng' ? 'osng' : 'user';
}
