import { Script } from "node:vm";

/**
 * What scenario files read differently from scripts: comments of HTML, which modules do not have, and a regular expression after
 * `a<b>`, which TypeScript takes for the types of a call. Brackets in it would not be where the check has seen them.
 */
const READ_DIFFERENTLY = /<!--|-->|(?<!=)>\s*\//;

/** Whether the text is a single expression of JavaScript, which ends where the brackets around it do. */
export function isExpression(text: string): boolean {
  // A text that closes one kind of bracket to write code behind it does not compile in the other kind.
  return !READ_DIFFERENTLY.test(text) && compiles(`(${text})`) && compiles(`[${text}]`);
}

function compiles(code: string): boolean {
  try {
    // Modules are strict, too.
    new Script(`"use strict";${code}`);
    return true;
  } catch {
    return false;
  }
}
