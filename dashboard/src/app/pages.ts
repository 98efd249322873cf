import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { Problem } from '../api/problem';
import { onChange, type Change } from '../live/live';

export interface Page<T> {
  items: T[];
  continuation: string | null;
}

/** A list that grows page by page. A change reads again what is shown, so that nothing jumps. */
export function usePages<T>(key: string, load: (continuation: string | null, limit: number, signal: AbortSignal) => Promise<Page<T>>, isAffected: (change: Change) => boolean = () => true) {
  const list = useMemo(() => {
    const items = signal<T[] | null>(null);
    const next = signal<string | null>(null);
    const problem = signal<Problem | null>(null);
    const busy = signal(false);
    const stale = signal(false);
    let running: AbortController | null = null;

    async function read(continuation: string | null, wanted: number): Promise<void> {
      running?.abort();
      const mine = (running = new AbortController());
      busy.value = true;
      try {
        const found: T[] = continuation === null ? [] : [...(items.peek() ?? [])];
        let at = continuation;
        const goal = found.length + wanted;
        do {
          const page = await load(at, Math.min(200, Math.max(1, goal - found.length)), mine.signal);
          if (mine.signal.aborted) return;
          found.push(...page.items);
          at = page.continuation;
          if (continuation !== null || items.peek() === null) items.value = [...found]; // the first page shows at once
        } while (at !== null && found.length < goal);
        items.value = found;
        next.value = at;
        problem.value = null;
        if (continuation === null) stale.value = false;
      } catch (error) {
        if (mine.signal.aborted) return;
        problem.value = error instanceof Problem ? error : new Problem(-1, 'page', 'The page failed', String(error));
      } finally {
        if (running === mine) busy.value = false;
      }
    }

    return {
      items, next, problem, busy,
      /** Whether a long list has changes that are not shown: it is not read again as a whole by itself. */
      stale,
      reload: () => void read(null, Math.min(MostLive, Math.max(PageSize, items.peek()?.length ?? 0))),
      more: () => {
        if (next.peek() !== null && !busy.peek()) void read(next.peek(), 2 * PageSize);
      },
      stop: () => running?.abort(),
    };
  }, [key]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    list.reload();
    const stop = onChange(change => {
      if (change !== null && !isAffected(change)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        if (document.hidden) return;
        if ((list.items.peek()?.length ?? 0) <= MostLive) list.reload();
        else list.stale.value = true; // somebody scrolls in it
      }, 400);
    });
    const look = (): void => {
      if (document.hidden) return;
      if ((list.items.peek()?.length ?? 0) <= MostLive) list.reload();
      else list.stale.value = true;
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      stop();
      list.stop();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [list]);
  return list;
}

const PageSize = 100;
const MostLive = 400;
