import { createTransport } from 'nodemailer';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import type { TestStation } from './station.js';

/** Starts a board in front of a test station, as `sipstream up` does; `users` is the users file, if there is to be one. */
export function boardOf({ running: { station } }: TestStation, users?: string): Promise<Board> {
  return startBoard({
    ledger: station.ledger,
    mission: station.mission,
    host: '127.0.0.1',
    port: 0,
    station: () => station.file,
    archive: station.paths.archive,
    paths: { ...station.paths, ...(users !== undefined && { users }) },
    client: station.client,
  });
}

/** Sends the station a mail, from whomever. */
export async function mailTo(
  { running }: TestStation,
  mail: {
    readonly from: string;
    readonly subject: string;
    readonly messageId: string;
    readonly text: string;
  },
): Promise<void> {
  const { smtp } = running.station.file;
  const transport = createTransport({ host: smtp!.host, port: smtp!.port, ignoreTLS: true });
  await transport.sendMail({ to: 'sips@localhost', ...mail });
  transport.close();
}
