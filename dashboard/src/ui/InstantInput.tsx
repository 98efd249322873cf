import { instantOf, localInput } from '../time/local';

/** An input of an instant by its local time in a zone. Empty: none. */
export function InstantInput({ value, zone, onInstant, ...rest }: { value: string; zone: string; onInstant: (instant: string) => void } & Record<string, unknown>) {
  const shown = value ? localInput(new Date(value), zone) : '';
  return <input {...rest} type="datetime-local" step={1} value={shown} onChange={event => onInstant(instantOf(event.currentTarget.value, zone)?.toISOString().replace('.000Z', 'Z') ?? '')} />;
}
