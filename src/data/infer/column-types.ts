/** How many of the values of a column ingest takes for what. */
export interface ValueCounts {
  readonly present: number;
  /** Numbers, or lists of nothing else, that a numerical feature would keep. */
  readonly numbers: number;
  readonly integers: number;
  readonly days: number;
  readonly times: number;
  /** Values with a colon. */
  readonly clocks: number;
  /** Empty texts: in CSV and TSV those that are quoted, for others are null. */
  readonly blanks: number;
}

/** Whether a type of DuckDB's is that of numbers. */
export function isNumberType(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL\(\d+,\s*\d+\))$/.test(type);
}

/** Whether a type is that of days or points in time. */
export function isTimeType(type: string): boolean {
  return /^(DATE|TIMESTAMP)[^[]*$/.test(type);
}

/** Whether a type is that of lists of numbers with a fraction. */
export function isMeasureList(type: string): boolean {
  return type.endsWith("[]") && !type.endsWith("[][]") && /^(DOUBLE|FLOAT|DECIMAL)/.test(type);
}

/**
 * The type to read a column as: number, date or time only where ingest would read every value so; what it knows no type for is text.
 * @param declared by the file; undefined where it holds texts
 */
export function readableType(declared: string | undefined, counts: ValueCounts): string {
  const { present, numbers, days, times } = counts;
  if (declared === undefined) return typeOfTexts(counts);
  if (isMeasureList(declared)) return numbers === present ? declared : "VARCHAR[]";
  if (declared.endsWith("[]") || /^(BOOLEAN|STRUCT|MAP|JSON|BLOB|INTERVAL)/.test(declared)) return declared;
  const isReadable =
    (isNumberType(declared) && numbers === present) ||
    (isTimeType(declared) && (declared === "DATE" ? days : times) === present);
  return isReadable ? declared : "VARCHAR";
}

/** Blanks aside: features of such columns have to deal with them. */
function typeOfTexts({ present, blanks, numbers, integers, days, times, clocks }: ValueCounts): string {
  const filled = present - blanks;
  if (filled === 0) return "VARCHAR";
  if (numbers === filled) return integers === filled ? "BIGINT" : "DOUBLE";
  if (days === filled && clocks === 0) return "DATE";
  return times === filled ? "TIMESTAMP" : "VARCHAR";
}
