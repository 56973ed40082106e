/** The time line: drawing, keyboard cursor with a spoken reading, and the same as a table. */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import type { ReportView } from '../../../src/report/model.ts';
import { type Buckets, bucketise, DAY, HOUR, MOST_BUCKETS, type Range, wholeRange } from '../lib/buckets.ts';
import { incidentName } from '../lib/case.ts';
import { count, day, instant, moment, plural } from '../lib/format.ts';
import { Disclosure } from '../parts/disclosure.tsx';
import { Section } from '../parts/section.tsx';
import { useWidth } from '../parts/width.ts';
import { laneName, TimelineChart } from './timeline-chart.tsx';

const INTRO =
  'Accesses over time, each strip with a scale of its own. Days and hours are UTC. Hatched: time in which an access of the incident could not have been seen.';

export function TimelineSection({ view }: { readonly view: ReportView }): ReactNode {
  const whole = useMemo(() => wholeRange(view), [view]);
  return (
    <Section id="timeline" title="Time line" intro={INTRO}>
      {whole === null ? <p className="empty">No record states a time.</p> : <TimelineBody view={view} whole={whole} />}
    </Section>
  );
}

/** The range around one incident: a day before and after it. */
function incidentRange(view: ReportView, index: number, whole: Range): Range {
  const incident = view.summary.incidents[index];
  if (incident === undefined || incident.firstSeen === null || incident.lastSeen === null) return whole;
  return {
    from: Math.max(whole.from, Date.parse(incident.firstSeen) - DAY),
    to: Math.min(whole.to, Date.parse(incident.lastSeen) + DAY),
  };
}

function TimelineBody({ view, whole }: { readonly view: ReportView; readonly whole: Range }): ReactNode {
  const [choice, setChoice] = useState('whole');
  const [size, setSize] = useState(whole.to - whole.from > 4 * DAY ? DAY : HOUR);
  const range = useMemo(
    () => (choice === 'whole' ? whole : incidentRange(view, Number(choice), whole)),
    [view, whole, choice],
  );
  const hoursFit = (range.to - range.from) / HOUR <= MOST_BUCKETS;
  const used = size === HOUR && !hoursFit ? DAY : size;
  const buckets = useMemo(() => bucketise(view, range, used), [view, range, used]);
  return (
    <>
      <div className="tools">
        <label>
          Range
          <select value={choice} onChange={(event) => setChoice(event.target.value)}>
            <option value="whole">Whole window</option>
            {view.summary.incidents.map((incident, index) => (
              <option key={incident.id} value={String(index)} disabled={incident.firstSeen === null}>
                {incidentName(index)}, {incident.firstSeen === null ? 'no time stated' : 'a day around it'}
              </option>
            ))}
          </select>
        </label>
        <label>
          Steps of
          <select value={String(used)} onChange={(event) => setSize(Number(event.target.value))}>
            <option value={String(DAY)}>a day</option>
            <option value={String(HOUR)} disabled={!hoursFit}>
              an hour{hoursFit ? '' : ' (choose a shorter range)'}
            </option>
          </select>
        </label>
        <Legend />
      </div>
      <Chart key={`${range.from} ${range.to} ${used}`} view={view} buckets={buckets} />
      <Timeless view={view} />
      <Disclosure summary="The same as a table">
        <BucketTable buckets={buckets} />
      </Disclosure>
    </>
  );
}

/** Findings that cannot be drawn: what merely stands in an export of settings says not since when. */
function Timeless({ view }: { readonly view: ReportView }): ReactNode {
  const without = view.findings.filter(({ firstSeen }) => firstSeen === null).length;
  if (without === 0) return null;
  return (
    <p className="note">
      {without === 1 ? 'One finding states no time and is' : `${count(without)} findings state no time and are`} not
      drawn.
    </p>
  );
}

function Legend(): ReactNode {
  return (
    <ul className="legend">
      <li>
        <span className="swatch swatch-intruder" aria-hidden="true" /> in the incident
      </li>
      <li>
        <span className="swatch swatch-undecidable" aria-hidden="true" /> undecidable
      </li>
      <li>
        <span className="swatch swatch-others" aria-hidden="true" /> others
      </li>
      <li>
        <span className="swatch swatch-unseen" aria-hidden="true" /> could not be seen
      </li>
    </ul>
  );
}

function bucketName(buckets: Buckets, index: number): string {
  const start = buckets.from + index * buckets.size;
  return buckets.size >= DAY ? day(start, 'utc') : `${moment(start, 'utc', false).slice(0, 16)} Z`;
}

/** What stands in one bucket, in words. */
function reading(view: ReportView, buckets: Buckets, index: number): string {
  const parts = buckets.lanes.map((lane) => {
    const open = lane.undecidable[index] ?? 0;
    return `${laneName(lane)}: ${count(lane.sure[index] ?? 0)}${open > 0 ? ` and ${count(open)} undecidable` : ''}`;
  });
  const start = buckets.from + index * buckets.size;
  const begun = view.findings.filter((finding) => {
    const first = instant(finding.firstSeen);
    return first >= start && first < start + buckets.size;
  }).length;
  return `${bucketName(buckets, index)}. ${parts.join('. ')}.${begun > 0 ? ` ${plural(begun, 'finding')} began.` : ''}`;
}

/** Where the cursor stands at first: the highest bar of the first incident, else of the others. */
function firstCursor(buckets: Buckets): number {
  const lane = buckets.lanes[0];
  if (lane === undefined) return 0;
  return Math.max(
    0,
    lane.sure.findIndex((value, index) => lane.peak > 0 && value + (lane.undecidable[index] ?? 0) === lane.peak),
  );
}

function Chart({ view, buckets }: { readonly view: ReportView; readonly buckets: Buckets }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 900);
  const [cursor, setCursor] = useState(() => firstCursor(buckets));
  const last = buckets.length - 1;
  const go = (index: number): void => setCursor(Math.max(0, Math.min(last, index)));

  const onKeyDown = (event: KeyboardEvent): void => {
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: cursor + 1,
      ArrowUp: cursor + 1,
      ArrowLeft: cursor - 1,
      ArrowDown: cursor - 1,
      PageUp: cursor + 7,
      PageDown: cursor - 7,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    go(target);
  };

  const point = (event: PointerEvent<HTMLDivElement>): void => {
    const area = event.currentTarget.getBoundingClientRect();
    go(Math.floor(((event.clientX - area.left) / area.width) * buckets.length));
  };

  const text = reading(view, buckets, cursor);
  return (
    <>
      <div
        ref={box}
        className="timeline"
        role="slider"
        tabIndex={0}
        aria-label="Time line; arrow keys move through it"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={cursor}
        aria-valuetext={text}
        onKeyDown={onKeyDown}
        onPointerDown={point}
        onPointerMove={(event) => {
          if (event.buttons === 1 || event.pointerType === 'mouse') point(event);
        }}
      >
        <TimelineChart view={view} buckets={buckets} width={width} cursor={cursor} />
      </div>
      <p className="reading">{text}</p>
    </>
  );
}

/** Only buckets in which something is. */
function BucketTable({ buckets }: { readonly buckets: Buckets }): ReactNode {
  const filled = Array.from({ length: buckets.length }, (_, index) => index).filter((index) =>
    buckets.lanes.some((lane) => (lane.sure[index] ?? 0) + (lane.undecidable[index] ?? 0) > 0),
  );
  return (
    <div className="table-wrap">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{buckets.size >= DAY ? 'Day' : 'Hour'} (UTC)</th>
            {buckets.lanes.map((lane) => (
              <th key={lane.incident ?? 'others'} scope="col" className="numeric">
                {laneName(lane)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {filled.map((index) => (
            <tr key={index}>
              <th scope="row">{bucketName(buckets, index)}</th>
              {buckets.lanes.map((lane) => {
                const open = lane.undecidable[index] ?? 0;
                return (
                  <td key={lane.incident ?? 'others'} className="numeric">
                    {count(lane.sure[index] ?? 0)}
                    {open > 0 ? ` + ${count(open)} undecidable` : ''}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
