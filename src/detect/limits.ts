/** Bounds of detection. Every one is a documented setting (docs/detections.md, "Limits"). */
export interface DetectLimits {
  /** Seconds one detection may take, for the first gigabyte of the case file. Default 60. */
  readonly seconds: number;
  /** Further seconds for each further gigabyte of the case file. Default 30. */
  readonly secondsPerGigabyte: number;
  /** Findings kept of one detection, the most severe and strongest first; the rest is counted and said. Default 1,000. */
  readonly findings: number;
  /** Events named by one finding, the earliest first; all are counted. Default 10,000. */
  readonly events: number;
  /** Other anchors of one kind named by one finding. Default 1,000. */
  readonly anchors: number;
  /** Memory of the engine while it detects, bytes. Default 1 GiB. */
  readonly memoryBytes: number;
  /** What one detection may spill into the case folder, bytes. Default 16 GiB. */
  readonly spillBytes: number;
}

export const DEFAULT_DETECT_LIMITS: DetectLimits = {
  seconds: 60,
  secondsPerGigabyte: 30,
  findings: 1000,
  events: 10_000,
  anchors: 1000,
  memoryBytes: 1024 ** 3,
  spillBytes: 16 * 1024 ** 3,
};
