import { OperationsError } from '../../../domain/failures.js';

/**
 * A time as LSF and SCOPS write it, `HOURS:MINUTES` or `MINUTES`, in minutes. (To Slurm, `12:00` would be twelve minutes.)
 * Throws OperationsError STATION_CONFIG.
 */
export function wallTimeMinutes(text: string): number {
  const match = /^(?:(\d{1,5}):)?(\d{1,6})$/.exec(text.trim());
  const [hours, minutes] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  if (!match || (match[1] !== undefined && minutes > 59) || hours * 60 + minutes === 0)
    throw new OperationsError(
      'STATION_CONFIG',
      `The wall time ${JSON.stringify(text)} is neither HOURS:MINUTES nor a number of minutes.`,
    );
  return hours * 60 + minutes;
}
