const Units = { D: 86_400, H: 3600, M: 60, S: 1 } as const;

/** Seconds of an ISO 8601 duration such as `PT1M30.5S` or `P2D`. Null: none, or one with months or years. */
export function secondsOf(text: string | null | undefined): number | null {
  const parts = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text ?? '');
  if (!parts || text === 'P') return null;
  const [, w, d, h, m, s] = parts.map(part => Number(part ?? 0));
  return w! * 7 * Units.D + d! * Units.D + h! * Units.H + m! * Units.M + s!;
}

/** A span in the two largest units that say something: `320 ms`, `4.2 s`, `1 min 30 s`, `2 h 5 min`, `3 d 4 h`. */
export function spanText(seconds: number): string {
  const s = Math.abs(seconds);
  if (s < 0.0005) return '0 s';
  if (s < 0.9995) return `${Math.round(s * 1000)} ms`;
  if (s < 9.95) return `${s.toFixed(1)} s`;
  const whole = Math.round(s);
  if (whole < Units.M) return `${whole} s`;
  const pairs: [number, string][] = [[Units.D, 'd'], [Units.H, 'h'], [Units.M, 'min'], [Units.S, 's']];
  const at = pairs.findIndex(([size]) => whole >= size);
  const [size, unit] = pairs[at]!;
  const count = Math.floor(whole / size);
  const next = pairs[at + 1];
  const rest = next ? Math.floor((whole - count * size) / next[0]) : 0;
  return rest > 0 ? `${count} ${unit} ${rest} ${next![1]}` : `${count} ${unit}`;
}

/** The text of a duration of the API. Empty: there is none. */
export function durationText(text: string | null | undefined): string {
  const seconds = secondsOf(text);
  return seconds === null ? (text ?? '') : spanText(seconds);
}
