import { join } from 'node:path';
import { sizeOf } from '../../adapters/files/size-of.js';
import type { LineStep } from '../../domain/scops/line-steps.js';
import { maskFlags } from '../../domain/scops/mask-flags.js';
import { productFiles, productsOfLine, projectionName, type Product } from '../../domain/scops/names.js';
import type { BandChoice, OrderLine } from '../../domain/scops/order.js';
import type { EnviHeader } from '../../formats/envi-header.js';
import type { StageRequest } from '../contract.js';
import { headerOf } from '../envi/raster-reader.js';
import type { OrderPlan } from './order-plan.js';

/** A request, and the file by which one sees that it is done. */
export interface PlannedStep {
  readonly request: StageRequest & { readonly apl?: string };
  readonly output: string;
}

/** Where the files of a line are made. */
function places(plan: OrderPlan, line: string) {
  const { work, folders } = plan;
  const projected = projectionName(plan.order);
  return {
    masked: join(work, folders.level1, `${line}_masked.bil`),
    igm: join(work, folders.igm, `${line}.igm`),
    projected: join(work, folders.igm, `${line}_${projected}.igm`),
    index: join(work, folders.igm, `${line}_${projected}.index`),
    derived: (name: string) => join(work, folders.level1, `${line}1b_${name}.bil`),
    mapped: (product: string) => mappedFile(plan, product),
    finished: (file: string) => join(plan.folder, folders.mapped, file),
    scratch: (product: string) => join(work, folders.level1, `${product}.plugin`),
  };
}

/** The files of a line that only the way to its products needs. */
export function intermediateFiles(plan: OrderPlan, line: OrderLine): string[] {
  const at = places(plan, line.name);
  const derived = productsOfLine(line).flatMap((product) =>
    product.kind === 'line' ? [] : [at.derived(product.of)],
  );
  const rasters = [at.masked, at.igm, at.projected, ...derived];
  return [...rasters.flatMap((path) => [path, `${path}.hdr`]), at.index];
}

/** The map of a product, before it is packed. */
export function mappedFile(plan: OrderPlan, product: string): string {
  return join(plan.work, plan.folders.mapped, productFiles.mapped(product));
}

/** Whether a product is packed: nothing is left to do for it, and what it was made from may be gone. */
export async function isPacked(plan: OrderPlan, product: string): Promise<boolean> {
  const zip = join(plan.folder, plan.folders.mapped, productFiles.zip(product));
  return (await sizeOf(zip)) !== undefined;
}

/** The folders in which the plugins of a line worked. */
export function scratchFolders(plan: OrderPlan, line: OrderLine): string[] {
  const at = places(plan, line.name);
  return productsOfLine(line).flatMap(({ kind, name }) => (kind === 'plugin' ? [at.scratch(name)] : []));
}

/**
 * What the program of a step is asked. Throws when the plan has no such line or product, and RASTER_INVALID when what the
 * step before made is not there.
 */
export async function plannedStep(plan: OrderPlan, lineName: string, step: LineStep): Promise<PlannedStep> {
  const line = found(
    plan.order.lines.find(({ name }) => name === lineName),
    lineName,
  );
  const delivered = found(
    plan.lines.find(({ name }) => name === lineName),
    lineName,
  );
  const at = places(plan, lineName);
  const apl = plan.apl === null ? {} : { apl: plan.apl };
  const { order } = plan;
  const flags = maskFlags(order.masking);
  const product = () =>
    found(
      productsOfLine(line).find(({ name }) => name === step.product),
      step.product,
    );
  switch (step.kind) {
    case 'mask': {
      const request = {
        kind: 'mask',
        level1: delivered.level1,
        mask: found(delivered.mask, `the mask file of ${lineName}`),
        methods: delivered.methods,
        ...flags,
        output: at.masked,
        ...apl,
      } as const;
      return { request, output: at.masked };
    }
    case 'geocorrect': {
      const { level1, navigation, viewVectors } = delivered;
      const request = {
        kind: 'geocorrect',
        level1,
        navigation,
        viewVectors,
        dem: plan.dem,
        output: at.igm,
        ...apl,
      } as const;
      return { request, output: at.igm };
    }
    case 'reproject': {
      const { projection } = order;
      const request = {
        kind: 'reproject',
        igm: at.igm,
        projection,
        osngGrid: plan.osngGrid,
        output: at.projected,
        ...apl,
      } as const;
      return { request, output: at.projected };
    }
    case 'bandmaths': {
      const { of } = product();
      const { expression } = found(
        order.equations.find(({ name }) => name === of),
        of,
      );
      const mask =
        order.masking === 'none' || delivered.mask === null
          ? null
          : { file: delivered.mask, methods: delivered.methods, ...flags };
      const request = {
        kind: 'bandmaths',
        level1: delivered.level1,
        expression,
        mask,
        output: at.derived(of),
      } as const;
      return { request, output: at.derived(of) };
    }
    case 'plugin': {
      const { of, name } = product();
      const request = {
        kind: 'plugin',
        plugin: found(plan.plugins[of], of),
        python: plan.python,
        level1: delivered.level1,
        folder: at.scratch(name),
        output: at.derived(of),
      } as const;
      return { request, output: at.derived(of) };
    }
    case 'map':
      return mapStep(plan, line, product(), delivered);
    case 'pack': {
      const { name } = product();
      const extras = Object.fromEntries(
        order.formats.map((format) => [format, at.finished(productFiles[format](name))]),
      );
      const request = {
        kind: 'pack',
        mapped: at.mapped(name),
        formats: order.formats,
        zip: at.finished(productFiles.zip(name)),
        quickLook: at.finished(productFiles.quickLook(name)),
        extras,
      } as const;
      return { request, output: request.zip };
    }
  }
}

async function mapStep(
  plan: OrderPlan,
  line: OrderLine,
  product: Product,
  delivered: OrderPlan['lines'][number],
): Promise<PlannedStep> {
  const at = places(plan, line.name);
  const { order } = plan;
  const own = product.kind === 'line';
  const unmasked = order.masking === 'none';
  const output = at.mapped(product.name);
  const raster = own ? (unmasked ? delivered.level1 : at.masked) : at.derived(product.of);
  const made = own ? undefined : await headerOf(raster);
  const bands = made ? bandNumbers('ALL', made.bands) : bandNumbers(line.bands, delivered.bands);
  const request = {
    kind: 'map',
    igm: at.projected,
    raster,
    pixelSize: order.pixelSize,
    bands,
    interpolation: order.interpolation,
    type: own ? 'uint16' : 'float32',
    projection: order.projection,
    bounds: order.bounds,
    ignoreValue: made && product.kind === 'plugin' ? ignoreValueOf(made) : 0,
    index: at.index,
    ignoreFreeSpace: line.ignoreFreeSpace ?? false,
    output,
    ...(plan.apl !== null && { apl: plan.apl }),
  } as const;
  return { request, output };
}

/** What a plugin's raster says is nothing; null where every value is one. */
function ignoreValueOf({ fields }: EnviHeader): number | null {
  const value = Number(fields.get('data ignore value') ?? NaN);
  return Number.isFinite(value) ? value : null;
}

/** The bands of a choice, 1-based. */
export function bandNumbers(choice: BandChoice, all: number): number[] {
  const ranges = choice === 'ALL' ? [{ from: 1, to: all }] : choice;
  return ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
}

function found<T>(value: T | null | undefined, what: string): T {
  if (value === undefined || value === null) throw new Error(`the order's plan has no ${what}`);
  return value;
}
