import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Rows of a block. */
const Size = 100;

/** How far from the window rows are still drawn. */
const Margin = '1200px 0px';

interface Props<T> {
  items: readonly T[];
  columns: number;
  row: (item: T) => ComponentChildren;
}

/** The rows of a table in blocks. A block that is far from the window is one empty row of its height, so that ten thousand rows cost as much as the few that are seen. */
export function Blocks<T>({ items, columns, row }: Props<T>) {
  const blocks: T[][] = [];
  for (let at = 0; at < items.length; at += Size) blocks.push(items.slice(at, at + Size));
  if (blocks.length < 3) return <tbody>{items.map(row)}</tbody>;
  return <>{blocks.map((block, i) => <Block key={i} items={block} columns={columns} row={row} />)}</>;
}

function Block<T>({ items, columns, row }: Props<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const height = useSignal<number | null>(null); // null: its rows are drawn
  useEffect(() => {
    const element = body.current!;
    const watch = new IntersectionObserver(entries => {
      const isNear = entries.at(-1)!.isIntersecting;
      if (isNear) height.value = null;
      else if (height.peek() === null) height.value = element.offsetHeight;
    }, { rootMargin: Margin });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return (
    <tbody ref={body}>
      {height.value === null ? items.map(row) : <tr aria-hidden="true" style={{ height: `${height.value}px` }}><td colSpan={columns} style={{ padding: 0 }} /></tr>}
    </tbody>
  );
}
