/** Input that the processor can make nothing of; the message is a sentence for the operator. Ends the run with exit code 3. */
export class UnusableInput extends Error {
  override readonly name = 'UnusableInput';
}

/** What a thrown value says. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
