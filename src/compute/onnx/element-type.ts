/** TensorProto.DataType of each element type. */
export const elementType = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 } as const;
