/** What a binding is told of its caller. */
export interface ExposedTo {
  context(): unknown;
  mainFrame(): unknown;
}
