import type { DeliveredLine, Delivery } from '../../src/domain/scops/delivery.js';
import type { OrderFacts } from '../../src/domain/scops/order-problems.js';
import { expressionProblem } from '../../src/airborne/delivery/order-facts.js';

/** A delivered line over Plymouth, as tests begin with. */
export function aLine(name: string, more: Partial<DeliveredLine> = {}): DeliveredLine {
  const at = `/data/GB18_00/delivery/hyperspectral/flightlines`;
  return {
    name,
    sensor: 'f',
    level1: `${at}/level1b/${name}1b.bil`,
    mask: `${at}/level1b/${name}1b_mask.bil`,
    methods: null,
    navigation: `${at}/navigation/${name}_nav_post_processed.bil`,
    viewVectors: `${at}/../sensor_FOV_vectors/fenix_fov_fullccd_vectors.bil`,
    samples: 384,
    lines: 1000,
    bands: 12,
    wavelengths: null,
    bytes: 384 * 1000 * 12 * 2,
    bounds: { north: 50.39, east: -4.11, south: 50.36, west: -4.16 },
    altitude: { min: 1240, max: 1260 },
    ...more,
  };
}

/** A delivery of lines. */
export function aDelivery(lines: readonly DeliveredLine[]): Delivery {
  return { folder: '/data/GB18_00/delivery/hyperspectral', lines, problems: [] };
}

/** What fits `anOrder` of support/orders.ts. */
export const someFacts: OrderFacts = {
  delivery: aDelivery([aLine('f123a011'), aLine('f123a021')]),
  mosaics: ['aster', 'srtm'],
  plugins: ['spectral_angle'],
  demFolders: ['/station/uploads'],
  equations: 20,
  expressionProblem,
};
