import { describe, expect, it } from 'vitest';
import type { RunEntry } from '../../api/types';
import { datesBetween, daysOf, lookOf } from './days';

const run = (nominalTime: string, status: RunEntry['status']): RunEntry => ({ nominalTime, status }) as RunEntry;

describe('the calendar', () => {
  it('counts by the day of the zone', () => {
    const days = daysOf([run('2026-11-30T15:30:00Z', 'succeeded'), run('2026-11-30T14:30:00Z', 'failed')], 'Asia/Tokyo');
    expect([...days.keys()].sort()).toEqual(['2026-11-30', '2026-12-01']);
  });

  it('shows the worst of a day, and where a backfill begins and ends', () => {
    const days = daysOf([run('2026-11-30T10:00:00Z', 'missed'), run('2026-11-30T08:00:00Z', 'missed'), run('2026-11-30T09:00:00Z', 'succeeded')], 'UTC');
    const day = days.get('2026-11-30')!;
    expect(lookOf(day)).toBe('missed');
    expect([day.from, day.last]).toEqual(['2026-11-30T08:00:00Z', '2026-11-30T10:00:00Z']);
  });

  it('has the other looks', () => {
    const look = (...statuses: RunEntry['status'][]) => lookOf(daysOf(statuses.map(status => run('2026-11-30T10:00:00Z', status)), 'UTC').get('2026-11-30'));
    expect([look('succeeded'), look('failed'), look('succeeded', 'timedOut'), look('running'), lookOf(undefined)]).toEqual(['good', 'bad', 'mixed', 'none', 'none']);
  });

  it('lists days over the end of a month', () => expect(datesBetween('2026-02-27', '2026-03-02')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']));
});
