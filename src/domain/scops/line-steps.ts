import { productsOfLine, type Product } from './names.js';
import type { Order, OrderLine } from './order.js';
import type { LineStage } from './stages.js';

/** The programs that a line goes through. */
export type StepKind = 'mask' | 'geocorrect' | 'reproject' | 'bandmaths' | 'plugin' | 'map' | 'pack';

/** One step of a line: one run of one program. */
export interface LineStep {
  readonly kind: StepKind;
  /** For whom: a product, or the line itself for what all its products share. */
  readonly product: string;
}

/** A product and the steps that only it needs. */
export interface ProductSteps {
  readonly product: Product;
  /** Before the line is geocorrected: masking, band maths or the plugin; none for an unmasked line. */
  readonly make: readonly LineStep[];
  /** After it. */
  readonly finish: readonly LineStep[];
}

/** The way of one line: every `make`, then what is shared, then every `finish`. What its products share is made once. */
export interface LineSteps {
  readonly products: readonly ProductSteps[];
  readonly shared: readonly LineStep[];
}

/** The steps of a line, in order. */
export function lineSteps(order: Pick<Order, 'masking'>, line: OrderLine): LineSteps {
  const step = (kind: StepKind, product: string): LineStep => ({ kind, product });
  const maker = (product: Product): StepKind | undefined => {
    if (product.kind === 'line') return order.masking === 'none' ? undefined : 'mask';
    return product.kind === 'equation' ? 'bandmaths' : 'plugin';
  };
  const products = productsOfLine(line).map((product): ProductSteps => {
    const kind = maker(product);
    return {
      product,
      make: kind ? [step(kind, product.name)] : [],
      finish: [step('map', product.name), step('pack', product.name)],
    };
  });
  return { products, shared: [step('geocorrect', line.name), step('reproject', line.name)] };
}

/** As what a client sees a step: making a raster of band maths or of a plugin is in the place of masking. */
export function stageOfStep(kind: StepKind): LineStage {
  if (kind === 'bandmaths' || kind === 'plugin') return 'mask';
  return kind === 'pack' ? 'zip' : kind;
}
