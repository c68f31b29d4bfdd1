import { filesRemoved } from '../../../ledger/orders.js';
import type { OrderProductRow, OrderState } from '../../../ledger/order-rows.js';
import { scopsSize, stageWords } from './words.js';

/** One product, with the keys of SCOPS's `/status/processingupdate`. */
export interface ProductProgress {
  readonly name: string;
  readonly stage: string;
  /** 0…100. */
  readonly progress: number;
  readonly filesize: number;
  readonly bytesize: 'MB' | 'GB';
  /** `1` when something is wrong. */
  readonly flag: '0' | '1';
  /** Where it is downloaded; '' while it cannot be. */
  readonly link: string;
  readonly zipsize: number;
  readonly zipbyte: 'MB' | 'GB';
}

/** Every product of an order by name, as programs that were written for SCOPS read it; `below` is the order's address. */
export function progressOf(
  below: string,
  products: readonly OrderProductRow[],
  state: OrderState,
): Readonly<Record<string, ProductProgress>> {
  return Object.fromEntries(
    products.map((row) => {
      const mapped = scopsSize(row.mappedBytes);
      const zip = scopsSize(row.zipBytes);
      const isThere = row.state === 'complete' && !filesRemoved(state) && row.files?.['zip'] !== undefined;
      return [
        row.product,
        {
          name: row.product,
          stage: stageWords(row),
          progress: row.progress,
          filesize: mapped.size,
          bytesize: mapped.unit,
          flag: row.state === 'failed' || row.state === 'given up' ? '1' : '0',
          link: isThere ? `${below}/files/${row.product}/zip` : '',
          zipsize: zip.size,
          zipbyte: zip.unit,
        },
      ];
    }),
  );
}
