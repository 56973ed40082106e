/** The drawing of the time line: one strip an incident, one for all other accesses, one for findings. */
import type { ReactNode } from 'react';
import type { ReportView } from '../../../src/report/model.ts';
import { type Buckets, DAY, type Lane } from '../lib/buckets.ts';
import { incidentName } from '../lib/case.ts';
import { count, day, instant, moment } from '../lib/format.ts';
import { visible } from '../lib/visible.ts';
import { SEVERITY } from '../lib/words.ts';

const LANE = 64;
/** Height of a strip in which nothing is. */
const EMPTY_LANE = 10;
const CAPTION = 20;
const GAP = 14;
const FINDINGS = 22;
const AXIS = 24;

interface ChartProps {
  readonly view: ReportView;
  readonly buckets: Buckets;
  readonly width: number;
  /** The bucket that is being looked at. */
  readonly cursor: number;
}

export function laneName(lane: Lane): string {
  return lane.incident === null ? 'All other accesses' : incidentName(lane.incident);
}

export function TimelineChart({ view, buckets, width, cursor }: ChartProps): ReactNode {
  const end = buckets.from + buckets.length * buckets.size;
  const x = (time: number): number => ((time - buckets.from) / (end - buckets.from)) * width;
  const tops = laneTops(buckets.lanes);
  const height = (tops.at(-1) ?? 0) - GAP + AXIS;
  return (
    <svg className="timeline-chart" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line className="hatch-line" x1="0" y1="0" x2="0" y2="6" />
        </pattern>
        <pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">
          <rect className="bar-undecidable-ground" width="4" height="4" />
          <line className="bar-undecidable-line" x1="0" y1="4" x2="4" y2="0" />
        </pattern>
      </defs>
      <rect
        className="cursor"
        x={x(buckets.from + cursor * buckets.size)}
        y={0}
        width={Math.max(1.5, width / buckets.length)}
        height={height - AXIS}
      />
      <FindingMarks view={view} x={x} from={buckets.from} end={end} />
      {buckets.lanes.map((lane, index) => (
        <g key={lane.incident ?? 'others'} transform={`translate(0 ${tops[index] ?? 0})`}>
          <text className="lane-name" x={0} y={13}>
            {laneName(lane)}
          </text>
          <text className="lane-peak" x={width} y={13} textAnchor="end">
            {lane.peak === 0 ? 'none' : `peak ${count(lane.peak)}`}
          </text>
          <g transform={`translate(0 ${CAPTION})`}>
            <Unseen view={view} lane={lane} x={x} from={buckets.from} end={end} />
            <Bars lane={lane} width={width} buckets={buckets} />
            <line className="base" x1={0} x2={width} y1={laneHeight(lane)} y2={laneHeight(lane)} />
          </g>
        </g>
      ))}
      <Axis buckets={buckets} x={x} y={height - AXIS} width={width} />
    </svg>
  );
}

function laneHeight(lane: Lane): number {
  return lane.peak === 0 ? EMPTY_LANE : LANE;
}

/** Where each strip begins, and where the one behind the last would. */
function laneTops(lanes: readonly Lane[]): readonly number[] {
  const tops = [CAPTION + FINDINGS + GAP];
  for (const lane of lanes) tops.push((tops.at(-1) ?? 0) + CAPTION + laneHeight(lane) + GAP);
  return tops;
}

type Scale = (time: number) => number;

interface MarksProps {
  readonly view: ReportView;
  readonly x: Scale;
  readonly from: number;
  readonly end: number;
}

/** A line from first to last event of each finding, a triangle at its first. */
function FindingMarks({ view, x, from, end }: MarksProps): ReactNode {
  return (
    <g>
      <text className="lane-name" x={0} y={13}>
        Findings
      </text>
      <g transform={`translate(0 ${CAPTION})`}>
        {view.findings.map((finding) => {
          const first = instant(finding.firstSeen);
          const last = instant(finding.lastSeen);
          if (!(last >= from && first < end)) return null;
          const left = x(Math.max(first, from));
          const right = x(Math.min(last, end));
          return (
            <g key={finding.id} className={`mark severity-mark-${finding.severity}`}>
              <title>{`${SEVERITY[finding.severity]}: ${visible(finding.detection)}, ${moment(first, 'utc')}`}</title>
              <line x1={left} x2={right} y1={8} y2={8} />
              <path d={`M ${left - 5} 2 L ${left + 5} 2 L ${left} 12 Z`} />
            </g>
          );
        })}
        <line className="base" x1={0} x2={x(end)} y1={FINDINGS - 4} y2={FINDINGS - 4} />
      </g>
    </g>
  );
}

/** Hatched: time in which an access of the incident could not have been seen in one of its mailboxes. */
function Unseen({ view, lane, x, from, end }: MarksProps & { readonly lane: Lane }): ReactNode {
  const incident = lane.incident === null ? undefined : view.summary.incidents[lane.incident];
  if (incident === undefined) return null;
  const spans = view.exposure
    .filter((entry) => entry.incident === incident.id)
    .flatMap((entry) => entry.windows.map((window) => [Date.parse(window.from), Date.parse(window.to)] as const));
  return (
    <>
      {merged(spans).map(([start, stop]) => {
        const left = x(Math.max(start, from));
        const right = x(Math.min(stop, end));
        return right <= left ? null : (
          <rect
            key={start}
            className="unseen"
            fill="url(#hatch)"
            x={left}
            y={0}
            width={right - left}
            height={laneHeight(lane)}
          />
        );
      })}
    </>
  );
}

/** Overlapping spans as one. */
function merged(spans: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const out: [number, number][] = [];
  for (const [start, stop] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], stop);
    else out.push([start, stop]);
  }
  return out;
}

function Bars({
  lane,
  width,
  buckets,
}: {
  readonly lane: Lane;
  readonly width: number;
  readonly buckets: Buckets;
}): ReactNode {
  const step = width / buckets.length;
  const bar = Math.max(1, step > 4 ? step - 1 : step);
  const scale = lane.peak === 0 ? 0 : LANE / lane.peak;
  // Never invisible: one access among thousands is what may matter.
  const tall = (value: number): number => (value === 0 ? 0 : Math.max(2, value * scale));
  return (
    <>
      {lane.sure.map((sure, index) => {
        const open = lane.undecidable[index] ?? 0;
        if (sure + open === 0) return null;
        const low = tall(sure);
        const high = tall(open);
        const left = index * step;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its index
          <g key={index}>
            {sure === 0 ? null : (
              <rect
                className={lane.incident === null ? 'bar-others' : 'bar-intruder'}
                x={left}
                y={LANE - low}
                width={bar}
                height={low}
              />
            )}
            {open === 0 ? null : <rect fill="url(#dots)" x={left} y={LANE - low - high} width={bar} height={high} />}
          </g>
        );
      })}
    </>
  );
}

function Axis({
  buckets,
  x,
  y,
  width,
}: {
  readonly buckets: Buckets;
  readonly x: Scale;
  readonly y: number;
  readonly width: number;
}): ReactNode {
  const span = buckets.length * buckets.size;
  const steps = [DAY / 24, DAY / 4, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 56 * DAY, 112 * DAY];
  const step = steps.find((size) => (span / size) * 92 <= width) ?? 224 * DAY;
  const ticks: number[] = [];
  for (let time = Math.ceil(buckets.from / step) * step; time < buckets.from + span; time += step) ticks.push(time);
  return (
    <g className="axis" transform={`translate(0 ${y})`}>
      {ticks.map((time) => (
        <g key={time} transform={`translate(${x(time)} 0)`}>
          <line y1={0} y2={5} />
          <text x={2} y={18}>
            {step < DAY ? moment(time, 'utc', false).slice(5, 16) : day(time, 'utc')}
          </text>
        </g>
      ))}
    </g>
  );
}
