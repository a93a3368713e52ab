import { all, type DomElement, isChecking } from "../dom.js";
import type { ControlStates } from "../live-view-host.js";

/** After a patch a control has the state that the server rendered, whatever the user had typed. */
export function resetControl(element: DomElement, to: DomElement, controls: ControlStates): void {
  switch (element.localName) {
    case "input":
      resetInput(element, to, controls);
      return;
    case "textarea": {
      const value = controls.value(to);
      if (element.textContent !== to.textContent) element.textContent = to.textContent;
      if (controls.value(element) !== value) controls.setValue(element, value);
      return;
    }
    case "select": {
      const options = all(to, "option");
      all(element, "option").forEach((option, index) => {
        const wanted = options[index];
        if (wanted) controls.setSelected(option, controls.selected(wanted));
      });
      return;
    }
    default:
  }
}

function resetInput(element: DomElement, to: DomElement, controls: ControlStates): void {
  if (isChecking(element)) {
    const isChecked = to.hasAttribute("checked");
    if (controls.checked(element) !== isChecked) controls.setChecked(element, isChecked);
    return;
  }
  if (element.getAttribute("type") === "file") {
    if (controls.files(element).length > 0 && controls.files(to).length === 0) controls.clearFiles(element);
    return;
  }
  const value = controls.value(to);
  if (controls.value(element) !== value) controls.setValue(element, value);
}
