import { fullText, instantText, myZone, relativeText } from '../time/instant';
import { nowFor } from '../time/now';

/** An instant: how far away it is, and what the clock says then. Its title has the zone. `brief` leaves the clock to the title. */
export function When({ at, zone = myZone, relative = true, named = false, brief = false }: { at: string | null; zone?: string; relative?: boolean; named?: boolean; brief?: boolean }) {
  if (at === null) return null;
  const date = new Date(at);
  const now = nowFor(date);
  return (
    <time dateTime={at} title={`${fullText(date, zone)}${zone === myZone ? '' : `\n${fullText(date, myZone)}`}\n${at}`} class="nowrap">
      {relative ? `${relativeText(date, now)} ` : ''}
      {!brief && <span class={relative ? 'soft' : ''}>{instantText(date, zone, now)}{named ? ` ${zone}` : ''}</span>}
    </time>
  );
}
