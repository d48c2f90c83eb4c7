// Counting the values of Parquet columns by the codes that their pages hold: src/data/parquet-codes/code-kernel.ts says which functions it has. Arguments that
// end in nothing else are addresses in bytes. Behind pages there are eight more bytes that may be read.

export { countCodes, isOneRun, unpack } from "./codes/runs";
export { countEqual, pick, translate } from "./codes/map";
export { enter, placeNumbers, placeTexts } from "./codes/places";
export { cellsOf, countRows } from "./codes/rows";
export { countLists } from "./codes/lists";
export { numberKeys, plainTexts, sortPlaces, textKeys } from "./codes/sort";
