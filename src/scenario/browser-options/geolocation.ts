/** A position on earth. */
export interface Geolocation {
  /** Degrees from -90 to 90. */
  readonly latitude: number;
  /** Degrees from -180 to 180. */
  readonly longitude: number;
  /** Meters. Default 0. */
  readonly accuracy?: number | undefined;
}
