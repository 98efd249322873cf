import { describe, expect, it } from 'vitest';
import { dateOf, fullText, instantText, relativeText, zoneOf } from './instant';
import { instantOf, localInput } from './local';

const now = new Date('2026-11-30T16:29:39Z');
const at = (text: string): Date => new Date(text);

describe('instants', () => {
  it.each([
    ['2026-11-30T16:29:39.4Z', 'now'], ['2026-11-30T16:29:50Z', 'in 11 s'], ['2026-11-30T16:35:38Z', 'in 5 min'], ['2026-11-30T16:29:09Z', '30 s ago'], ['2026-11-30T14:24:39Z', '2 h 5 min ago'],
    ['2026-12-01T09:30:00Z', 'in 17 h'], ['2026-12-04T16:29:38Z', 'in 3 d'], ['2026-11-20T16:29:39Z', '10 d ago'],
  ])('%s is "%s"', (instant, text) => expect(relativeText(at(instant), now)).toBe(text));

  it.each([
    ['2026-11-30T16:35:00Z', 'Europe/Berlin', 'today 17:35'], ['2026-11-30T23:30:00Z', 'Europe/Berlin', 'tomorrow 00:30'], ['2026-11-30T16:35:00Z', 'Asia/Tokyo', 'Tue 1 Dec 01:35'],
    ['2026-11-29T08:00:05Z', 'UTC', 'Sun 29 Nov 08:00:05'], ['2026-12-24T08:00:00Z', 'UTC', 'Thu 24 Dec 08:00'], ['2027-01-05T08:00:00Z', 'Europe/Berlin', 'Tue 5 Jan 2027 09:00'],
  ])('%s in %s is "%s"', (instant, zone, text) => expect(instantText(at(instant), zone, now)).toBe(text));

  it('names the zone in full texts', () => expect(fullText(at('2026-03-29T01:00:00Z'), 'Europe/Berlin')).toBe('Sun 29 Mar 2026 03:00:00 Europe/Berlin'));

  it('knows the day of a zone', () => expect(dateOf(at('2026-11-30T15:30:00Z'), 'Asia/Tokyo')).toBe('2026-12-01'));

  it('takes UTC for a zone that the browser does not know, by name', () => {
    expect(zoneOf('Mars/Base')).toBe('UTC');
    expect(zoneOf(null)).toBe('UTC');
    expect(zoneOf('Asia/Tokyo')).toBe('Asia/Tokyo');
  });
});

describe('local times of inputs', () => {
  it.each([
    ['2026-11-30T09:00', 'Europe/Berlin', '2026-11-30T08:00:00.000Z'], ['2026-07-01T09:00', 'America/New_York', '2026-07-01T13:00:00.000Z'], ['2026-07-01T09:00:05', 'UTC', '2026-07-01T09:00:05.000Z'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'], // skipped: moves on by the gap
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'], // repeated: the first
  ])('%s in %s is %s', (local, zone, instant) => expect(instantOf(local, zone)?.toISOString()).toBe(instant));

  it('is none for no time', () => expect(instantOf('', 'UTC')).toBeNull());

  it.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Apia'])('goes there and back in %s', zone => {
    for (let hour = 0; hour < 24 * 366; hour += 31) {
      const instant = new Date(Date.UTC(2026, 0, 1, hour, 17));
      const back = instantOf(localInput(instant, zone), zone)!;
      expect(localInput(back, zone)).toBe(localInput(instant, zone));
    }
  });
});
