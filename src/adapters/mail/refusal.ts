/** What a mail server's library tells of a recipient, or of a message, that was not taken. */
interface Rejection {
  readonly message: string;
  readonly recipient?: string | undefined;
  /** The server's answer, `550 5.1.1 No such mailbox here`. */
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly code?: string | undefined;
  readonly rejectedErrors?: readonly Rejection[] | undefined;
}

/** The recipients that were refused for good (5xx), each with the server's answer, one line each. */
export function refusedForGood(rejections: readonly Rejection[] = []): string[] {
  return rejections.filter(isForGood).map(words);
}

/** Whether the server asked to come again (4xx) for one of the recipients. */
export function isDeferred(rejections: readonly Rejection[] = []): boolean {
  return rejections.some((rejection) => !isForGood(rejection));
}

/**
 * What a mail server said when it refused a message, or everybody whom it was for, for good; a line each. Undefined for all that may
 * go better another time: a server that is away, that asks to come again, or that does not know the station's password.
 */
export function refusalIn(error: unknown): readonly string[] | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, rejectedErrors, ...rest } = error as Error & Rejection;
  if (code === 'EENVELOPE' && rejectedErrors !== undefined && rejectedErrors.length > 0)
    return isDeferred(rejectedErrors) ? undefined : rejectedErrors.map(words);
  if ((code === 'EENVELOPE' || code === 'EMESSAGE') && isForGood({ ...rest, message: error.message }))
    return [words({ ...rest, message: error.message })];
  return undefined;
}

function isForGood({ responseCode }: Rejection): boolean {
  return responseCode !== undefined && responseCode >= 500;
}

function words({ recipient, response, message }: Rejection): string {
  return `${recipient === undefined ? '' : `${recipient}: `}${response ?? message}`;
}
