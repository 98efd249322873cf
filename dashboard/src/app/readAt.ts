import { useEffect } from 'preact/hooks';

/** After an instant has come, wait for the app to notice. */
const SettleMs = 300;

/** An instant that has passed and is still shown as to come is asked for again after this time. */
const AgainMs = 3000;

/** Longer waits are left to live events. */
const MostMs = 3_600_000;

/**
 * Reads again when an instant comes: a run that has its slot ahead of its due time begins then, and no event says so.
 *
 * @param times ISO 8601; the earliest counts.
 * @param shown What was read; it is read again until the instant is no longer among the times.
 */
export function useReadAt(times: readonly (string | null)[], shown: unknown, reload: () => void): void {
  const at = times.reduce((least, time) => (time === null ? least : Math.min(least, Date.parse(time))), Infinity);
  useEffect(() => {
    const wait = at - Date.now();
    if (!(wait < MostMs)) return;
    const timer = setTimeout(reload, wait > 0 ? wait + SettleMs : AgainMs);
    return () => clearTimeout(timer);
  }, [at, shown]);
}
