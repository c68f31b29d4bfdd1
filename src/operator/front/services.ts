import type { Project } from '../../adapters/scops/projects-file.js';
import type { Delivery } from '../../domain/scops/delivery.js';
import type { Estimate } from '../../domain/scops/estimate.js';
import type { DemChoice, Order, OrderProblem } from '../../domain/scops/order.js';
import type { EquationsSaid } from '../../workflows/order-messages.js';

/** A flight that a project may order of. */
export interface Flight {
  readonly year: number;
  readonly julianDay: number;
  /** A letter where several flights were made on a day, else ''. */
  readonly sortie: string;
  /** The source folder of its orders, absolute. */
  readonly folder: string;
}

/** What is known of an order before it is sent. */
export interface Checked {
  /** Empty: it can be sent. */
  readonly problems: readonly OrderProblem[];
  /** What it takes; absent where that cannot be told. */
  readonly estimate?: Estimate;
}

/** A formula that is offered, for lines whose bands lie at the same wavelengths. */
export interface OfferedIndex {
  /** The product's name: `ndvi`. */
  readonly name: string;
  readonly title: string;
  readonly expression: string;
}

/** A plugin that is offered. */
export interface OfferedPlugin {
  readonly name: string;
  readonly title: string;
}

/** What the station refuses, in a sentence for its client. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/**
 * What the front end asks of the station. What changes an order answers the sentence that its client reads, and throws a
 * RefusedError when it is refused or nobody answers.
 */
export interface FrontServices {
  /** The mosaics of elevations that can be chosen. */
  readonly mosaics: readonly { readonly name: string; readonly title: string }[];
  /** Where uploads are kept, and the orders' folders lie; absolute. */
  readonly uploads: string;
  readonly output: string;
  /** Most bytes of one uploaded file. */
  readonly uploadBytes: number;
  /** The flights of a project, the newest first. */
  flights(project: Project): Promise<readonly Flight[]>;
  /** What was delivered of a flight. Throws OperationsError where nothing can be read. */
  delivery(flight: Flight): Promise<Delivery>;
  plugins(): Promise<readonly OfferedPlugin[]>;
  /** The indices that can be made of these wavelengths (nanometres), each by its nearest bands. */
  indices(wavelengths: readonly number[]): readonly OfferedIndex[];
  check(order: Order): Promise<Checked>;
  /** Takes an order; the same order twice is the same one. Throws a RefusedError. */
  submit(order: Order, by: string): Promise<{ readonly id: string; readonly isNew: boolean }>;
  confirm(order: string, by: string): Promise<string>;
  equationsSaid(order: string, said: EquationsSaid): Promise<string>;
  demSaid(order: string, dem: DemChoice, by: string): Promise<string>;
  cancel(order: string, by: string, why: string): Promise<string>;
}
