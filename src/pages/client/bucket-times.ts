type Bucket = { readonly offsetMs: number };

/** The index of the bucket that covers each of these times, in rising order; -1 where none does. The last is as long as the one before. */
export function bucketIndexesAt(offsets: readonly number[], buckets: readonly Bucket[]): readonly number[] {
  const last = buckets.length - 1;
  const widthMs = (buckets[last]?.offsetMs ?? 0) - (buckets[last - 1]?.offsetMs ?? 0) || 1000;
  let index = -1;
  return offsets.map((offsetMs) => {
    while (index < last && (buckets[index + 1]?.offsetMs ?? 0) <= offsetMs) index += 1;
    return index === last && offsetMs >= (buckets[last]?.offsetMs ?? 0) + widthMs ? -1 : index;
  });
}

/** The bucket that covers each of these times. */
export function bucketsAt<B extends Bucket>(offsets: readonly number[], buckets: readonly B[]): readonly (B | undefined)[] {
  return bucketIndexesAt(offsets, buckets).map((index) => buckets[index]);
}
