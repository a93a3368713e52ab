/** The part used here; the package has no types of its own. */
declare module "snappyjs" {
  const snappy: {
    compress(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
    uncompress(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  };
  export = snappy;
}
