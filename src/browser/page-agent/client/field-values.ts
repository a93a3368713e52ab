import { quietly } from "./natives.js";

/** Very large forms are not looked at. */
const MOST_FIELDS = 500;

const known = new WeakMap<Element, unknown>();

/** Whether a script has written to fields that were there at the last call; nothing else tells of that. */
export function fieldsChanged(roots: Iterable<ParentNode>): boolean {
  let isChanged = false;
  for (const root of roots) {
    const fields = root.querySelectorAll("input,textarea,select");
    if (fields.length > MOST_FIELDS) continue;
    // A property that throws must not hide the other fields.
    fields.forEach(
      quietly((field) => {
        // Frameworks replace the property on single fields, to notice who uses it.
        const value: unknown = Reflect.get(Object.getPrototypeOf(field) as object, "value", field);
        isChanged ||= (known.get(field) ?? value) !== value;
        known.set(field, value);
      }),
    );
  }
  return isChanged;
}
