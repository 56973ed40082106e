/**
 * A table that builds only the rows in sight, so that 60,000 scroll as easily as 60. Rows have one height; a row's whole
 * content is shown below the table when it is chosen. Keyboard: Tab into it, arrows, Page Up/Down, Home and End between
 * rows, Enter to choose. On paper all rows stand there, up to `PRINTED_ROWS`.
 */
import { type KeyboardEvent, type ReactNode, type UIEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { count } from '../lib/format.ts';
import { usePrinting } from './printing.ts';

export interface TableColumn {
  readonly key: string;
  readonly head: ReactNode;
  /** CSS width; columns without one share the rest. */
  readonly width?: string;
  readonly numeric?: boolean;
  readonly cell: (row: number) => ReactNode;
  /** Sorts when given: negative where the first row comes first. */
  readonly compare?: (a: number, b: number) => number;
}

interface VirtualTableProps {
  /** Name of the table for assistive technology. */
  readonly label: string;
  /** Row numbers, in order; what they mean is the columns' affair. */
  readonly rows: readonly number[];
  /** The first column's content becomes the button that chooses the row. */
  readonly columns: readonly TableColumn[];
  readonly chosen: number | null;
  readonly onChoose: (row: number | null) => void;
  /** Narrowest width before it scrolls sideways, CSS. */
  readonly minWidth: string;
  /** Most rows in sight. */
  readonly inSight?: number;
  readonly empty: string;
}

/** Pixels; the style sheet has the same (`--row`). */
const ROW = 34;
/** Rows built beyond what is in sight, above and below. */
const SPARE = 12;
/** Rows that go on paper; more would be a thousand sheets, and the CSV has them all. */
const PRINTED_ROWS = 1_000;

interface Sorting {
  readonly key: string;
  readonly down: boolean;
}

function sorted(rows: readonly number[], columns: readonly TableColumn[], sorting: Sorting | null): readonly number[] {
  const compare = columns.find((column) => column.key === sorting?.key)?.compare;
  if (sorting === null || compare === undefined) return rows;
  // Ties keep the given order: the sort is stable.
  return rows.toSorted((a, b) => (sorting.down ? compare(b, a) : compare(a, b)));
}

export function VirtualTable(props: VirtualTableProps): ReactNode {
  const { label, columns, chosen, onChoose, minWidth, inSight = 14, empty } = props;
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [order, setOrder] = useState<{
    readonly of: readonly number[];
    readonly by: Sorting | null;
    readonly rows: readonly number[];
  } | null>(null);
  let rows = order?.rows ?? props.rows;
  if (order === null || order.of !== props.rows || order.by !== sorting) {
    rows = sorted(props.rows, columns, sorting);
    setOrder({ of: props.rows, by: sorting, rows });
  }
  const printing = usePrinting();
  const scroller = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [active, setActive] = useState(0);
  const wantsFocus = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another set of rows or another order begins at its top
  useEffect(() => {
    if (scroller.current !== null) scroller.current.scrollTop = 0;
    setFirst(0);
    setActive(0);
  }, [props.rows, sorting]);

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const button = scroller.current?.querySelector<HTMLButtonElement>(`tr[data-index="${active}"] button`);
    if (button === null || button === undefined) return;
    wantsFocus.current = false;
    button.focus({ preventScroll: true });
  });

  const height = Math.min(rows.length, inSight);
  const from = printing ? 0 : Math.max(0, first - SPARE);
  const to = printing ? Math.min(rows.length, PRINTED_ROWS) : Math.min(rows.length, first + inSight + SPARE);
  const tabStop = active >= from && active < to ? active : Math.min(first, rows.length - 1);

  const onScroll = (event: UIEvent<HTMLDivElement>): void => {
    const next = Math.floor(event.currentTarget.scrollTop / ROW);
    // Within the spare rows nothing has to be built anew.
    if (Math.abs(next - first) >= SPARE / 2 || next === 0) setFirst(next);
  };

  const go = (index: number): void => {
    const target = Math.max(0, Math.min(rows.length - 1, index));
    const box = scroller.current;
    if (box !== null) {
      const top = target * ROW;
      const room = height * ROW;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + ROW > box.scrollTop + room) box.scrollTop = top + ROW - room;
      setFirst(Math.floor(box.scrollTop / ROW));
    }
    wantsFocus.current = true;
    setActive(target);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>): void => {
    const at = Number((event.target as HTMLElement).closest('tr')?.dataset['index'] ?? active);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + height,
      PageUp: at - height,
      Home: 0,
      End: rows.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(target);
  };

  if (rows.length === 0) return <p className="empty">{empty}</p>;
  return (
    <div className="table-frame">
      <section
        className="table-scroll"
        style={{ maxHeight: `${(inSight + 1) * ROW + 2}px` }}
        ref={scroller}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={`${label}, scrolls`}
      >
        <table className="virtual" aria-label={label} aria-rowcount={rows.length + 1} style={{ minWidth }}>
          <colgroup>
            {columns.map((column) => (
              <col key={column.key} style={column.width === undefined ? {} : { width: column.width }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <HeadCell key={column.key} column={column} sorting={sorting} onSort={setSorting} />
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={onKeyDown}>
            <Spacer rows={from} columns={columns.length} />
            {rows.slice(from, to).map((row, offset) => {
              const index = from + offset;
              return (
                <tr
                  key={row}
                  data-index={index}
                  aria-rowindex={index + 2}
                  className={row === chosen ? 'is-chosen' : undefined}
                >
                  {columns.map((column, place) => (
                    <td key={column.key} className={column.numeric === true ? 'numeric' : undefined}>
                      {place === 0 ? (
                        <button
                          type="button"
                          className="row-button"
                          aria-pressed={row === chosen}
                          tabIndex={index === tabStop ? 0 : -1}
                          onClick={() => {
                            setActive(index);
                            onChoose(row === chosen ? null : row);
                          }}
                        >
                          {column.cell(row)}
                        </button>
                      ) : (
                        column.cell(row)
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
            <Spacer rows={printing ? 0 : rows.length - to} columns={columns.length} />
          </tbody>
        </table>
      </section>
      {printing && rows.length > PRINTED_ROWS ? (
        <p className="note">
          The first {count(PRINTED_ROWS)} of {count(rows.length)} rows are printed; the files beside this report hold
          all.
        </p>
      ) : null}
    </div>
  );
}

interface HeadCellProps {
  readonly column: TableColumn;
  readonly sorting: Sorting | null;
  readonly onSort: (sorting: Sorting | null) => void;
}

function HeadCell({ column, sorting, onSort }: HeadCellProps): ReactNode {
  const mine = sorting?.key === column.key ? sorting : null;
  const state = mine === null ? 'none' : mine.down ? 'descending' : 'ascending';
  const kind = column.numeric === true ? 'numeric' : undefined;
  if (column.compare === undefined) {
    return (
      <th scope="col" className={kind}>
        {column.head}
      </th>
    );
  }
  // Up, down, and back to the order in which the report has them.
  const next = mine === null ? { key: column.key, down: false } : mine.down ? null : { key: column.key, down: true };
  return (
    <th scope="col" className={kind} aria-sort={state}>
      <button type="button" className="sort" onClick={() => onSort(next)}>
        {column.head}
        <span className={`sort-mark is-${state}`} aria-hidden="true" />
      </button>
    </th>
  );
}

function Spacer({ rows, columns }: { readonly rows: number; readonly columns: number }): ReactNode {
  if (rows <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row is not focusable; it stands for rows that are not built
    <tr aria-hidden="true" className="spacer">
      <td colSpan={columns} style={{ height: `${rows * ROW}px` }} />
    </tr>
  );
}
