import type { StageFacts } from './contract.js';

/** What a program of the chain leaves behind: what it found, or why it failed. */
export type StageResult =
  | { readonly facts: StageFacts }
  | {
      readonly failure: {
        readonly code: string;
        readonly sentence: string;
        readonly details: readonly string[];
      };
    };
