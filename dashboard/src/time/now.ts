import { signal } from '@preact/signals';

/** The current time, by the second. */
export const now = signal(new Date());

/** The current time, every ten seconds: for what is far enough away. */
const coarse = signal(now.peek());

/** The current time as exactly as a text about an instant needs it: by the second within a minute and a half of it. A list of old things is then not drawn every second. */
export function nowFor(at: Date): Date {
  return Math.abs(at.getTime() - coarse.value.getTime()) < 90_000 ? now.value : coarse.value;
}

/** Starts the clock. It stands still while nobody looks at the page. */
export function startClock(): void {
  const tick = (): void => {
    if (document.hidden) return;
    now.value = new Date();
    if (now.value.getTime() - coarse.peek().getTime() >= 10_000) coarse.value = now.value;
  };
  setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);
}
