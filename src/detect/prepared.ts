/** What the build prepares of the program's own data files, so that a start need not parse them. */
import type { SourceText } from '../facts/prepared.ts';
import { prepareReference } from '../facts/reference.ts';
import { prepareDetections } from './load.ts';
import { prepareNotObservable } from './not-observable.ts';

/** Files to be written below `dist/`. Without the detections where one of them has a fault. */
export function preparedFiles(): readonly SourceText[] {
  const detections = prepareDetections();
  return [
    ...(detections === null ? [] : [{ path: 'detections.json', text: detections }]),
    ...prepareReference(),
    { path: 'reference/not-observable.json', text: prepareNotObservable() },
  ];
}
