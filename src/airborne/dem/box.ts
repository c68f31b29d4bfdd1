/** A box of geographic coordinates, degrees. `east` is never less than `west`: across the date line it is above 180. */
export interface Box {
  readonly north: number;
  readonly east: number;
  readonly south: number;
  readonly west: number;
}
