import { expect, test } from "vitest";
import { meets } from "../src/views/in_scope";
import { state } from "./examples";

test.each([
  ["src/auth/login.py", "src/auth", true],
  ["/srv/shop/src/auth/login.py", "src/auth", true],
  ["/srv/shop/src/auth", "/srv/shop/src/auth/login.py", true],
  ["src/authors", "src/auth", false],
  ["src/billing", "src/auth", false],
  [null, "src/auth", true],
  ["src/billing", "", true],
])("what is about %s, seen in the scope %s: %s", (path, scope, shown) => {
  expect(meets(path, state({ scope }))).toBe(shown);
});
