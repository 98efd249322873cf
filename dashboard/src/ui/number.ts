const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12,345`. Empty: unknown. */
export function countText(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : whole.format(value);
}

/** `1.2k`, `3.4M`: for columns. */
export function shortCount(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (value < 1000) return String(Math.round(value));
  if (value < 999_500) return `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)}k`;
  return `${(value / 1_000_000).toFixed(value < 10_000_000 ? 1 : 0)}M`;
}

/** `$0.84`, `$0.0031`, `$1,240`: two digits that say something. Empty: unknown. */
export function usdText(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (value === 0) return '$0';
  if (value >= 1000) return `$${whole.format(value)}`;
  if (value >= 0.01) return `$${value.toFixed(2)}`;
  return value < 0.0001 ? '<$0.0001' : `$${Number(value.toPrecision(2))}`;
}

/** `92 %`, `99.6 %`: never rounded to 100 % unless it is. */
export function shareText(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  const percent = value * 100;
  if (percent > 99 && percent < 100) return `${Math.floor(percent * 10) / 10} %`;
  return `${Math.round(percent)} %`;
}

/** `1 run`, `2 runs`. */
export function plural(count: number, word: string): string {
  return `${countText(count)} ${word}${count === 1 ? '' : 's'}`;
}
