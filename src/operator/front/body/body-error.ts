/** Why what was sent is not taken: too large, no form, without the form's token, or no room on the disk. */
export type BodyFault = 'size' | 'form' | 'token' | 'files' | 'space';

/** What was sent is not taken. Nothing of it is left. */
export class BodyError extends Error {
  override readonly name = 'BodyError';

  constructor(
    readonly fault: BodyFault,
    options?: ErrorOptions,
  ) {
    super(`The form was not taken: ${fault}.`, options);
  }
}
