import { expect, it } from 'vitest';
import { shareText, shortCount, usdText } from './number';

it.each([[0, '$0'], [0.84, '$0.84'], [0.0044, '$0.0044'], [0.00312, '$0.0031'], [0.00001, '<$0.0001'], [1240.4, '$1,240'], [null, '']])('%s USD is "%s"', (usd, text) => expect(usdText(usd)).toBe(text));
it.each([[1, '100 %'], [0.9996, '99.9 %'], [0.996, '99.6 %'], [0.9167, '92 %'], [0, '0 %'], [null, '']])('%s is "%s"', (share, text) => expect(shareText(share)).toBe(text));
it.each([[7, '7'], [1262, '1.3k'], [24_000, '24k'], [999_600, '1.0M'], [3_400_000, '3.4M']])('%s is "%s"', (count, text) => expect(shortCount(count)).toBe(text));
