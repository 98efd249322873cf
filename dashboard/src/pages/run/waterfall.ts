import type { Run } from '../../api/types';

/** A part of a run's time. */
export interface Bar {
  label: string;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  tone: 'off' | 'warn' | 'busy' | 'good' | 'bad';
  light?: boolean;
  /** What it means, for titles. */
  meaning: string;
}

/** The parts of a run, from its due time to its end (or now). Calls whose times are not known are one bar. */
export function barsOf(run: Run, now: number): Bar[] {
  const due = Date.parse(run.dueTime);
  const end = run.finishedAt ? Date.parse(run.finishedAt) : Math.max(now, due);
  const start = run.startedAt ? Date.parse(run.startedAt) : null;
  const bars: Bar[] = [];
  const waited = start ?? end;
  if (waited > due) bars.push({ label: start ? 'late' : 'waited', from: due, to: waited, tone: 'warn', light: true, meaning: 'from its due time until it got a slot' });
  if (start === null) return bars;
  const accepted = run.acceptedAt ? Date.parse(run.acceptedAt) : null;
  const tone = run.status === 'running' ? 'busy' : run.status === 'succeeded' ? 'good' : run.status === 'cancelled' ? 'off' : 'bad';
  if (run.calls.length > 1) return [...bars, ...callsOf(run, end, tone)];
  bars.push({ label: run.attempts > 1 ? `${run.attempts} calls` : 'call', from: start, to: accepted ?? end, tone, meaning: run.attempts > 1 ? 'calls to the agent, with the waits between them' : 'the call to the agent' });
  if (accepted !== null) bars.push({ label: 'callback', from: accepted, to: end, tone, light: true, meaning: 'from the answer 202 to the result' });
  return bars;
}

/** Each call, and the time between two or after the last. */
function callsOf(run: Run, end: number, tone: Bar['tone']): Bar[] {
  const bars: Bar[] = [];
  for (const [i, call] of run.calls.entries()) {
    const next = run.calls[i + 1];
    const [from, to] = [Date.parse(call.startedAt), call.endedAt ? Date.parse(call.endedAt) : end];
    const isLast = !next && call.attempt === run.attempts;
    bars.push({ label: `call ${call.attempt}`, from, to, tone: isLast ? tone : call.reason === 'completed' ? 'good' : 'bad', meaning: `call ${call.attempt} of the agent: ${call.reason ?? 'it has not ended'}` });
    const until = next ? Date.parse(next.startedAt) : end;
    const isOver = !next && run.finishedAt !== null && run.acceptedAt === null; // what follows is the record of its end
    if (until > to && !isOver) bars.push(next || run.acceptedAt === null
      ? { label: 'wait', from: to, to: until, tone: 'off', light: true, meaning: `from the end of call ${call.attempt} to the next` }
      : { label: 'callback', from: to, to: until, tone, light: true, meaning: 'from the answer 202 to the result' });
  }
  return bars;
}

/** Left and width of a bar in percent of the whole. */
export function placeIn(bar: Bar, bars: readonly Bar[]): { left: number; width: number } {
  const from = Math.min(...bars.map(one => one.from));
  const whole = Math.max(1, Math.max(...bars.map(one => one.to)) - from);
  return { left: ((bar.from - from) / whole) * 100, width: ((bar.to - bar.from) / whole) * 100 };
}
