import type { Overview } from '../../api/types';
import { to } from '../../app/router';
import { clockText, instantText, localOf, myZone } from '../../time/instant';
import { now } from '../../time/now';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';

type Day = Overview['day'];
type Slot = Day['slots'][number];

const [SlotMs, Height] = [1_800_000, 72];

/** The last 24 hours by half hours: how many runs, and how they ended. */
export function DayLine({ day }: { day: Day | null }) {
  if (!day) return <Panel title="Last 24 hours"><Skeleton lines={3} /></Panel>;
  const most = Math.max(1, ...day.slots.map(slot => slot.succeeded + slot.failed + slot.missed));
  const cut = day.cut ? '; of an agent with very many runs, the newest 2,000' : '';
  return (
    <Panel title="Last 24 hours" actions={<small>runs by half hour, {myZone}{cut}. <b class="tone-good">■</b> succeeded <b class="tone-bad">▨</b> failed <b class="tone-warn">□</b> missed</small>}>
      <div class="day-line">
        {day.slots.map(slot => <SlotBar key={slot.from} slot={slot} most={most} />)}
      </div>
      <div class="day-axis" aria-hidden="true">{day.slots.filter((_, i) => i % 8 === 0).map(slot => <span key={slot.from}>{clockText(localOf(new Date(slot.from), myZone))}</span>)}<span>now</span></div>
    </Panel>
  );
}

function SlotBar({ slot, most }: { slot: Slot; most: number }) {
  const text = `${instantText(new Date(slot.from), myZone, now.value)}: ${slot.succeeded} succeeded, ${slot.failed} failed, ${slot.missed} missed or skipped`;
  const until = new Date(Date.parse(slot.from) + SlotMs).toISOString().replace('.000', '');
  const part = (count: number, look: string) => (count > 0 ? <i class={look} style={{ height: `${Math.max(3, (count / most) * Height)}px` }} /> : null);
  return <a href={to('/runs', { from: slot.from, to: until })} title={text} aria-label={text}>{part(slot.missed, 'missed')}{part(slot.failed, 'bad')}{part(slot.succeeded, 'good')}</a>;
}
