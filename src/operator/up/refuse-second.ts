import { identifyProcess, isAlive } from '../../adapters/processor/process-identity.js';
import { readStationFile } from '../../adapters/station/station-file.js';
import { OperationsError } from '../../domain/failures.js';

/** Two stations in one home would start each other's work twice. Throws OperationsError STATION_CONFIG when one runs there. */
export async function refuseSecond(home: string): Promise<void> {
  const file = await readStationFile(home);
  if (!file || file.pid === process.pid) return;
  const alive = file.process ? await isAlive(file.process) : (await identifyProcess(file.pid)) !== undefined;
  if (alive) {
    throw new OperationsError(
      'STATION_CONFIG',
      `A station runs in ${home} already (process ${file.pid}). Stop it first, or use another --home.`,
    );
  }
}
