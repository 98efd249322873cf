const widths = [92, 74, 86, 60, 80, 68];

/** Where something will stand; shown after 200 ms only. */
export function Skeleton({ lines = 6 }: { lines?: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, i) => <i key={i} style={{ width: `${widths[i % widths.length]}%` }} />)}
    </div>
  );
}
