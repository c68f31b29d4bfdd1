/** Where the mail adapters say what the station log should know; a pino logger is one. */
export interface MailLog {
  info(details: object, sentence: string): void;
  warn(details: object, sentence: string): void;
}
