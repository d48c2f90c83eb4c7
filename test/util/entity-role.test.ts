import { expect, it } from "vitest";
import { entityOfRole } from "../../src/util/entity-role.ts";

it.each([
  ["entity-specific:product", "product"],
  ["entity-specific:a:b", "a:b"],
  ["entity-shared", undefined],
  ["user", undefined],
])("finds in the role %s the entity %s", (role, entity) => {
  expect(entityOfRole(role)).toBe(entity);
});
