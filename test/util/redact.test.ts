import { expect, it } from "vitest";
import { redactSecrets } from "../../src/util/redact.ts";

it.each([
  ["https://ann:secret@host/a.csv", "https://***@host/a.csv"],
  ["s3://key@bucket/a", "s3://***@bucket/a"],
  ["https://host/a?token=abc&b=1", "https://host/a?token=***&b=1"],
  [
    "https://host/a?X-Amz-Signature=0f3&X-Amz-Credential=me%2F1 is gone",
    "https://host/a?X-Amz-Signature=***&X-Amz-Credential=*** is gone",
  ],
  ['{"url":"https://host/a?api_key=abc"}', '{"url":"https://host/a?api_key=***"}'],
  ["logs/a@b.csv, 3 keys = 4, mail to a@b.example", "logs/a@b.csv, 3 keys = 4, mail to a@b.example"],
])("of %s shows %s", (text, shown) => expect(redactSecrets(text)).toBe(shown));
