import type { RunEntry } from '../../api/types';
import { dateOf } from '../../time/instant';

/** What happened on a day of a zone. */
export interface Day {
  date: string;
  good: number;
  bad: number;
  missed: number;
  other: number;
  /** First and last occurrence that never started, for a backfill. */
  from: string | null;
  last: string | null;
}

const outcomes: Partial<Record<RunEntry['status'], 'good' | 'bad' | 'missed'>> = {
  succeeded: 'good', failed: 'bad', timedOut: 'bad', rejected: 'bad', missed: 'missed', skipped: 'missed',
};

/** The outcomes of runs by the day of their nominal time in a zone. */
export function daysOf(runs: readonly RunEntry[], zone: string): Map<string, Day> {
  const days = new Map<string, Day>();
  for (const run of runs) {
    const date = dateOf(new Date(run.nominalTime), zone);
    const day = days.get(date) ?? { date, good: 0, bad: 0, missed: 0, other: 0, from: null, last: null };
    days.set(date, day);
    const outcome = outcomes[run.status] ?? 'other';
    day[outcome]++;
    if (outcome === 'missed') {
      if (day.from === null || run.nominalTime < day.from) day.from = run.nominalTime;
      if (day.last === null || run.nominalTime > day.last) day.last = run.nominalTime;
    }
  }
  return days;
}

/** Look of a day: what is worst about it. */
export function lookOf(day: Day | undefined): 'none' | 'good' | 'mixed' | 'bad' | 'missed' {
  if (!day || day.good + day.bad + day.missed === 0) return 'none';
  if (day.missed > 0) return 'missed';
  if (day.bad === 0) return 'good';
  return day.good > 0 ? 'mixed' : 'bad';
}

/** The dates from one to another, both included. */
export function datesBetween(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= Date.parse(`${last}T00:00:00Z`); at += 86_400_000) dates.push(new Date(at).toISOString().slice(0, 10));
  return dates;
}
