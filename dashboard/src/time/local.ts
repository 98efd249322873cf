import { localOf } from './instant';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The local time of an instant in a zone, as an input of type `datetime-local` has it: `2026-11-30T09:00`. */
export function localInput(at: Date, zone: string): string {
  const l = localOf(at, zone);
  const month = String(months.findIndex(name => l.month.startsWith(name)) + 1).padStart(2, '0');
  return `${l.year}-${month}-${l.day.padStart(2, '0')}T${l.hour}:${l.minute}${l.second === '00' ? '' : `:${l.second}`}`;
}

/**
 * The instant of a local time in a zone. A time that clocks skip moves forward by the gap, a repeated one is the first. Null: no time.
 */
export function instantOf(local: string, zone: string): Date | null {
  const wanted = Date.parse(`${local.length === 16 ? `${local}:00` : local}Z`);
  if (Number.isNaN(wanted)) return null;
  const offset = (at: number): number => Date.parse(`${pad(localInput(new Date(at), zone))}Z`) - Math.floor(at / 1000) * 1000;
  const before = wanted - offset(wanted - 86_400_000);
  const after = wanted - offset(wanted + 86_400_000);
  for (const at of [Math.min(before, after), Math.max(before, after)]) if (at + offset(at) === wanted) return new Date(at);
  return new Date(before);
}

function pad(local: string): string {
  return local.length === 16 ? `${local}:00` : local;
}
