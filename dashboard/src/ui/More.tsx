import { useEffect, useRef } from 'preact/hooks';

/** The end of a list that has more: reads on when it comes into view, or by its button. */
export function More({ has, busy, onMore }: { has: boolean; busy: boolean; onMore: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!has || busy || !end.current) return;
    const watch = new IntersectionObserver(entries => { if (entries.some(entry => entry.isIntersecting)) onMore(); }, { rootMargin: '600px' });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [has, busy, onMore]);
  if (!has) return null;
  return <div class="more" ref={end}><button type="button" disabled={busy} onClick={onMore}>{busy ? 'Loading …' : 'Load more'}</button></div>;
}
