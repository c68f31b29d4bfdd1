import { RAD, toEarth, toPlace, type Vector } from './earth.js';
import type { Terrain } from './terrain.js';
import type { Attitude } from './trajectory.js';

/** Metres of a step down a ray: about half the distance of the terrain's points. */
const STEP = 10;

/**
 * Looks from an aircraft to the ground: where the ray of a view angle first meets the terrain. The rotations are applied one
 * after another to the direction (view, then pitch, roll and heading, as APL has them), and the meeting is found by walking down
 * the ray from above the highest ground and narrowing the step in which it went under.
 */
export class Sight {
  private readonly place = new Float64Array(3);
  private position: Vector = [0, 0, 0];
  private north: Vector = [0, 0, 0];
  private east: Vector = [0, 0, 0];
  private down: Vector = [0, 0, 0];
  private angles = { roll: 0, pitch: 0, heading: 0 };
  private altitude = 0;

  constructor(private readonly terrain: Terrain) {}

  /** Takes the place and attitude of a scan. */
  from(attitude: Attitude): void {
    const latitude = attitude.latitude * RAD;
    const longitude = attitude.longitude * RAD;
    const [sinLat, cosLat] = [Math.sin(latitude), Math.cos(latitude)];
    const [sinLon, cosLon] = [Math.sin(longitude), Math.cos(longitude)];
    this.position = toEarth(latitude, longitude, attitude.altitude);
    this.north = [-sinLat * cosLon, -sinLat * sinLon, cosLat];
    this.east = [-sinLon, cosLon, 0];
    this.down = [-cosLat * cosLon, -cosLat * sinLon, -sinLat];
    this.angles = {
      roll: attitude.roll * RAD,
      pitch: attitude.pitch * RAD,
      heading: attitude.heading * RAD,
    };
    this.altitude = attitude.altitude;
  }

  /**
   * The ground that a view angle (about the axis ahead, degrees; positive to port) sees: latitude and longitude in degrees, height
   * above the ellipsoid in metres, into `out`.
   */
  ground(viewAngle: number, out: Float64Array): void {
    const view = viewAngle * RAD;
    let [x, y, z] = [0, -Math.sin(view), Math.cos(view)];
    const { roll, pitch, heading } = this.angles;
    [x, z] = [x * Math.cos(pitch) + z * Math.sin(pitch), z * Math.cos(pitch) - x * Math.sin(pitch)];
    [y, z] = [y * Math.cos(roll) - z * Math.sin(roll), z * Math.cos(roll) + y * Math.sin(roll)];
    [x, y] = [x * Math.cos(heading) - y * Math.sin(heading), y * Math.cos(heading) + x * Math.sin(heading)];
    const [north, east, down] = [this.north, this.east, this.down];
    const dx = x * north[0] + y * east[0] + z * down[0];
    const dy = x * north[1] + y * east[1] + z * down[1];
    const dz = x * north[2] + y * east[2] + z * down[2];
    let above = (this.altitude - this.terrain.highest - 2) / z;
    let clear = this.clearance(dx, dy, dz, above);
    let under = above;
    let deep = clear;
    while (deep > 0) {
      [above, clear] = [under, deep];
      under += STEP;
      deep = this.clearance(dx, dy, dz, under);
    }
    // By the chord, and where that creeps from one side, with half the other side's weight: a hundredth of a millimetre.
    for (let side = 0, miss = clear; Math.abs(miss) > 1e-5;) {
      const middle = above + ((under - above) * clear) / (clear - deep);
      miss = this.clearance(dx, dy, dz, middle);
      if (miss > 0) {
        [above, clear] = [middle, miss];
        if (side === 1) deep /= 2;
        side = 1;
      } else {
        [under, deep] = [middle, miss];
        if (side === -1) clear /= 2;
        side = -1;
      }
    }
    out[0] = this.place[0]! / RAD;
    out[1] = this.place[1]! / RAD;
    out[2] = this.place[2]!;
  }

  /** Metres above the ground at a distance down the ray; leaves the place in `place`. */
  private clearance(dx: number, dy: number, dz: number, distance: number): number {
    const [x, y, z] = this.position;
    toPlace(x + dx * distance, y + dy * distance, z + dz * distance, this.place);
    return this.place[2]! - this.terrain.at(this.place[0]! / RAD, this.place[1]! / RAD);
  }
}
