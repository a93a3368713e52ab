/** Node.js's message about a missing module without the file of ours that imports it. */
export function withoutImporter(message: string): string {
  return message.replace(/ imported from \S+$/, "");
}
