import { createTransport } from 'nodemailer';

/** A mail and the listener that it goes to. */
export interface MailToSend {
  readonly host: string;
  readonly port: number;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Made up by the library when left out. */
  readonly messageId?: string;
}

/** Sends one mail over SMTP in the clear, as the simulated DAAC does. Throws the listener's refusal (`responseCode`). */
export async function sendMail({ host, port, ...mail }: MailToSend): Promise<{ messageId: string }> {
  const transport = createTransport({
    host,
    port,
    secure: false,
    ignoreTLS: true,
    connectionTimeout: 20_000,
  });
  try {
    const { messageId } = await transport.sendMail({
      ...mail,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return { messageId };
  } finally {
    transport.close();
  }
}
