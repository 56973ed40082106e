/** The typed SQL tag and the named parameters of detections. */
export * from './fragment.ts';
export * from './named.ts';
