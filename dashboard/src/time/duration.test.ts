import { describe, expect, it } from 'vitest';
import { durationText, secondsOf, spanText } from './duration';

describe('durations', () => {
  it.each([
    ['PT0S', 0], ['PT1M30.5S', 90.5], ['P2D', 172_800], ['P1W', 604_800], ['PT2H', 7200], ['P1DT1H', 90_000],
    ['P3M', null], ['P', null], ['', null], [null, null], ['5', null],
  ])('%s is %s seconds', (text, seconds) => expect(secondsOf(text)).toBe(seconds));

  it.each([
    [0, '0 s'], [0.32, '320 ms'], [0.9996, '1.0 s'], [4.21, '4.2 s'], [9.96, '10 s'], [59.4, '59 s'], [60, '1 min'], [90, '1 min 30 s'], [3600, '1 h'], [7500, '2 h 5 min'], [273_600, '3 d 4 h'], [-5, '5.0 s'],
  ])('%s s is "%s"', (seconds, text) => expect(spanText(seconds)).toBe(text));

  it('shows what it cannot read as it is', () => expect(durationText('P3M')).toBe('P3M'));
});
