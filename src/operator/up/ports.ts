import { createServer } from 'node:net';

/** A port that is asked for, or the first of its usual place that is free, or any. */
export async function choosePort(host: string, configured: number, usual: number): Promise<number> {
  if (configured !== 0) return configured;
  return (await tryPort(host, usual)) ?? (await tryPort(host, 0))!;
}

/** The port when it can be had (0: any), else undefined. */
function tryPort(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(taken));
    });
  });
}
