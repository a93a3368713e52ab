import { roleOf } from "./roles.js";

/** States that ARIA roles support. */

const CAN_BE_DISABLED =
  /^(application|button|checkbox|columnheader|combobox|composite|grid|gridcell|group|input|link|listbox|menu|menubar|menuitem|menuitemcheckbox|menuitemradio|option|radio|radiogroup|row|rowheader|scrollbar|searchbox|select|separator|slider|spinbutton|switch|tab|tablist|textbox|toolbar|tree|treegrid|treeitem)$/;
const CAN_BE_READ_ONLY =
  /^(checkbox|columnheader|combobox|grid|gridcell|listbox|menuitemcheckbox|menuitemradio|radiogroup|rowheader|searchbox|slider|spinbutton|switch|textbox|treegrid)$/;
const CAN_BE_SELECTED = /^(gridcell|option|row|tab|rowheader|columnheader|treeitem)$/;
const CAN_BE_PRESSED = /^button$/;
const CAN_BE_EXPANDED =
  /^(application|button|checkbox|combobox|gridcell|link|listbox|menuitem|row|rowheader|tab|treeitem|columnheader|menuitemcheckbox|menuitemradio|switch)$/;
const HAS_LEVEL = /^(heading|listitem|row|treeitem)$/;
const CAN_BE_CHECKED = /^(checkbox|menuitemcheckbox|option|radio|switch|menuitemradio|treeitem)$/;

/** True if the element's role supports `aria-disabled`. */
export function canBeDisabled(element: Element): boolean {
  return CAN_BE_DISABLED.test(roleOf(element));
}

export function canBeReadOnly(element: Element): boolean {
  return CAN_BE_READ_ONLY.test(roleOf(element));
}

export function canBeChecked(element: Element): boolean {
  return CAN_BE_CHECKED.test(roleOf(element));
}

/** Roles that support a state, by the state's name in selectors. */
export const ROLES_WITH: Readonly<Record<string, RegExp | undefined>> = {
  checked: CAN_BE_CHECKED,
  expanded: CAN_BE_EXPANDED,
  level: HAS_LEVEL,
  pressed: CAN_BE_PRESSED,
  selected: CAN_BE_SELECTED,
};
