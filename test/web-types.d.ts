/** A type of the browser that the types of papaparse name; Node's own types do not hold it. */
type BufferSource = ArrayBufferView | ArrayBuffer;
