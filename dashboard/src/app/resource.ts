import { signal, type Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { Problem } from '../api/problem';
import { onChange, type Change } from '../live/live';

export interface Resource<T> {
  /** The last answer. Null: there is none yet. It stays while a newer one is read. */
  data: Signal<T | null>;
  problem: Signal<Problem | null>;
  /** Reads again now. */
  reload: () => void;
}

/** After a change, wait for others that come with it before reading. */
const SettleMs = 250;

/** At least so long between two reads, however many changes come. */
const RestMs = 1500;

/** What nobody looked at for this long is read again when somebody does. */
const OldMs = 30_000;

/**
 * Reads something for as long as a component shows it: at first, when `key` changes, when a live event says that it may have changed, and when
 * the page is looked at again. A later answer never gives way to an earlier one.
 */
export function useResource<T>(key: string, load: (signal: AbortSignal) => Promise<T>, isAffected: (change: Change) => boolean = () => true): Resource<T> {
  const resource = useMemo(() => {
    const data = signal<T | null>(null);
    const problem = signal<Problem | null>(null);
    let running: AbortController | null = null;
    let readAt = 0;
    async function read(): Promise<void> {
      running?.abort();
      const mine = (running = new AbortController());
      try {
        const answer = await load(mine.signal);
        if (mine.signal.aborted) return;
        data.value = answer;
        problem.value = null;
        readAt = Date.now();
      } catch (error) {
        if (mine.signal.aborted) return;
        problem.value = error instanceof Problem ? error : new Problem(-1, 'page', 'The page failed', String(error));
      }
    }
    return { data, problem, reload: () => void read(), age: () => Date.now() - readAt, stop: () => running?.abort() };
  }, [key]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOld = false; // it changed while nobody looked
    const later = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        isOld = document.hidden;
        if (!isOld) resource.reload();
      }, Math.max(SettleMs, RestMs - resource.age()));
    };
    resource.reload();
    const stop = onChange(change => {
      if (change === null || isAffected(change)) later();
    });
    const look = (): void => {
      if (document.hidden || !(isOld || resource.age() > OldMs)) return;
      isOld = false;
      resource.reload();
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      stop();
      resource.stop();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [resource]);
  return resource;
}
