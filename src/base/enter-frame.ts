/** Playwright's own separator in a selector: what follows it is inside the frame. */
export const ENTER_FRAME = " >> internal:control=enter-frame >> ";
