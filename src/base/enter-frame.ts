/** As Playwright's frame locators are written in a selector: what stands behind is inside the frame. */
export const ENTER_FRAME = " >> internal:control=enter-frame >> ";
