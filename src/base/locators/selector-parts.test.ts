import { describe, expect, it } from "vitest";
import { parseSelector } from "./selector-parts.js";

const parts = (selector: string) => parseSelector(selector).map(({ engine, body }) => `${engine}|${body}`);

describe("a selector", () => {
  it.each([
    ["#id", ["css|#id"]],
    ["a[href='x=y']", ["css|a[href='x=y']"]],
    ["css=div > p", ["css|div > p"]],
    ["text=Log in", ["text|Log in"]],
    ['text="Log >> in" >> a', ['text|"Log >> in"', "css|a"]],
    ["text=it's >> nth=0", ["text|it's", "nth|0"]],
    ["text=it's >> text=it's", ["text|it's", "text|it's"]],
    ['text="a >> b', ['text|"a >> b']],
    ['text=say "a >> b"', ['text|say "a', 'css|b"']],
    ['"Log in"', ['text|"Log in"']],
    ["//div[@id='x']", ["xpath|//div[@id='x']"]],
    ["(//div)[1]", ["xpath|(//div)[1]"]],
    ["xpath=..", ["xpath|.."]],
    ["#list >> ..", ["css|#list", "xpath|.."]],
    ["data-testid=save", ["data-testid|save"]],
    ['role=button[name="a=b"]', ['role|button[name="a=b"]']],
    ["form >> nth=-1", ["css|form", "nth|-1"]],
    ["a>>b", ["css|a", "css|b"]],
    ["a:has-text('x >> y') >> b", ["css|a:has-text('x >> y')", "css|b"]],
  ])("is taken apart: %s", (selector, expected) => {
    expect(parts(selector)).toEqual(expected);
  });
});
