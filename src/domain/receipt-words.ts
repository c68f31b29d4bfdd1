/** Why a file counts as archived though this DN says another size: another DN was right about it. */
export function archivedByOtherDn(archivePath: string, size: number, said: number): string {
  return `it was archived as ${archivePath} with the ${size} bytes of another DN; this DN says ${said}`;
}

/** Why a file counts as archived though its DN says another size: an operator knows better. */
export function archivedByOperator(archivePath: string, size: number): string {
  return `an operator says that the ${size} bytes of ${archivePath} are right`;
}
