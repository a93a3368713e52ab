/** A file from memory, as `setInputFiles` takes it. */
export interface InputFile {
  /** Its name, as the site sees it. */
  readonly name: string;
  /** Its MIME type, such as `"image/png"`. */
  readonly mimeType: string;
  /** Its contents: bytes, or a text, which is sent as UTF-8. */
  readonly buffer: Uint8Array | string;
}
