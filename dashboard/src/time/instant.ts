import { spanText } from './duration';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone of the browser. */
export const myZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    const options = { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
    try {
      format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone });
    } catch {
      format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }); // a zone that this browser does not know
    }
    formats.set(zone, format);
  }
  return format;
}

export interface Local {
  weekday: string;
  day: string;
  month: string;
  year: string;
  hour: string;
  minute: string;
  second: string;
}

/** The local date and time of an instant in a zone. */
export function localOf(at: Date, zone: string): Local {
  return Object.fromEntries(formatOf(zone).formatToParts(at).map(part => [part.type, part.value])) as unknown as Local;
}

/** Whether a browser knows a zone; `zoneOf` falls back to UTC, and the text says so. */
export function zoneOf(zone: string | null | undefined): string {
  return formatOf(zone || 'UTC').resolvedOptions().timeZone === 'UTC' && zone !== 'UTC' ? 'UTC' : (zone ?? 'UTC');
}

/** `14:05`, with seconds unless they are zero. */
export function clockText(local: Local): string {
  return local.second === '00' ? `${local.hour}:${local.minute}` : `${local.hour}:${local.minute}:${local.second}`;
}

/** `today 14:05`, `tomorrow 09:00`, `Mon 30 Nov 09:00`, `Tue 5 Jan 2027 09:00`: as short as it is clear. Words for days only in my zone: another zone's today may be my tomorrow. */
export function instantText(at: Date, zone: string, now: Date): string {
  const local = localOf(at, zone);
  return `${dayText(at, zone, now)} ${clockText(local)}`;
}

/** The day part of {@link instantText}. */
export function dayText(at: Date, zone: string, now: Date): string {
  const local = localOf(at, zone);
  for (const [word, days] of zone !== myZone ? [] : ([['today', 0], ['tomorrow', 1], ['yesterday', -1]] as const)) {
    const other = localOf(new Date(now.getTime() + days * 86_400_000), zone);
    if (other.day === local.day && other.month === local.month && other.year === local.year) return word;
  }
  const year = local.year === localOf(now, zone).year ? '' : ` ${local.year}`;
  return `${local.weekday} ${local.day} ${local.month}${year}`;
}

/** The day of an instant in a zone as `2026-11-30`. */
export function dateOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** `in 5 min`, `3 h ago`, `now`: one unit, rounded towards now, so that "in 5 min" is never later than that. */
export function relativeText(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  if (size < 1) return 'now';
  const whole = Math.floor(size);
  const text = spanText(size < 60 ? whole : size < 3600 ? whole - (whole % 60) : size < 172_800 ? whole - (whole % (size < 36_000 ? 60 : 3600)) : whole - (whole % 86_400)).replace(/\.0 s$/, ' s');
  return seconds > 0 ? `in ${text}` : `${text} ago`;
}

/** Complete text of an instant, for titles: `Mon 30 Nov 2026 14:05:03 Europe/Berlin`. */
export function fullText(at: Date, zone: string): string {
  const l = localOf(at, zone);
  return `${l.weekday} ${l.day} ${l.month} ${l.year} ${l.hour}:${l.minute}:${l.second} ${zone}`;
}
