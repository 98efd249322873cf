import { describe, expect, it } from 'vitest';
import { bodyOf, emptyDraft, everyOf, intervalOf, specOf, withSpec } from './draft';

describe('the form of a schedule', () => {
  it.each(['PT5M', 'PT4H', 'P2D', 'P1W', 'P3M', 'PT90M'])('keeps the interval %s', every => {
    const { count, unit } = intervalOf(every);
    expect(everyOf(count, unit)).toBe(every);
  });

  it('keeps an interval of seconds', () => {
    const { count, unit } = intervalOf('PT90S');
    expect(everyOf(count, unit)).toBe('PT90S');
  });

  it('sends what is no number as it was typed, so that the API says what is wrong', () => {
    expect(bodyOf({ ...emptyDraft('UTC'), retries: 'many' }).retries).toBe('many');
    expect(everyOf('x', 'H')).toBe('PTxH');
  });

  it('clears the fields of the other kinds', () => {
    const draft = { ...emptyDraft('UTC'), kind: 'at' as const, at: '2030-01-01T09:00' };
    expect(specOf(draft)).toMatchObject({ cron: null, every: null, at: '2030-01-01T09:00', zone: 'UTC' });
  });

  it('has a zone with an interval only if the calendar counts', () => {
    const draft = { ...emptyDraft('Europe/Berlin'), kind: 'every' as const, count: '2', unit: 'D' as const };
    expect(specOf(draft).zone).toBeNull();
    expect(specOf({ ...draft, calendar: true }).zone).toBe('Europe/Berlin');
    expect(specOf({ ...draft, unit: 'MO' }).zone).toBe('Europe/Berlin');
    expect(specOf({ ...draft, calendar: true, unit: 'H' }).zone).toBeNull();
  });

  it('takes a spec from plain English and leaves the rest', () => {
    const draft = withSpec({ ...emptyDraft('UTC'), name: 'mine' }, { cron: '0 12 * * 1#1', zone: 'Europe/Berlin' });
    expect(draft).toMatchObject({ name: 'mine', kind: 'cron', cron: '0 12 * * 1#1', zone: 'Europe/Berlin' });
  });

  it('refuses a context that is no JSON', () => expect(() => bodyOf({ ...emptyDraft('UTC'), context: '{' })).toThrow(SyntaxError));
});
