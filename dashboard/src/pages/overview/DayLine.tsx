import type { Overview } from '../../api/types';
import { to } from '../../app/router';
import { clockText, instantText, localOf, myZone } from '../../time/instant';
import { now } from '../../time/now';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';

type Day = Overview['day'];
type Slot = Day['slots'][number];

const [SlotMs, Height] = [1_800_000, 72];

/** The last 24 hours and the next by half hours: how many runs and how they ended, and how many come due. */
export function DayLine({ overview }: { overview: Overview | null }) {
  const title = '24 hours back and ahead';
  if (!overview) return <Panel title={title}><Skeleton lines={3} /></Panel>;
  const { day, ahead } = overview;
  const most = Math.max(1, ...day.slots.map(slot => slot.succeeded + slot.failed + slot.missed), ...ahead.slots);
  const cut = day.cut ? '; of an agent with very many runs, the newest 2,000' : '';
  const starts = [...day.slots.map(slot => Date.parse(slot.from)), ...ahead.slots.map((_, i) => Date.parse(ahead.from) + i * SlotMs)];
  return (
    <Panel title={title} actions={<small>by half hour, {myZone}{cut}. <b class="tone-good">■</b> succeeded <b class="tone-bad">▨</b> failed <b class="tone-warn">□</b> missed <b class="soft">▔</b> due{ahead.cut ? ', the first 50,000' : ''}</small>}>
      <div class="day-line">
        {day.slots.map(slot => <SlotBar key={slot.from} slot={slot} most={most} />)}
        {ahead.slots.map((count, i) => <DueBar key={i} at={starts[day.slots.length + i]!} count={count} most={most} />)}
      </div>
      <div class="day-axis" aria-hidden="true">{starts.filter((_, i) => i % 16 === 0).map((at, i) => <span key={at}>{i === 3 ? 'now' : clockText(localOf(new Date(at), myZone))}</span>)}<span>{clockText(localOf(new Date(starts.at(-1)! + SlotMs), myZone))}</span></div>
    </Panel>
  );
}

function SlotBar({ slot, most }: { slot: Slot; most: number }) {
  const text = `${instantText(new Date(slot.from), myZone, now.value)}: ${slot.succeeded} succeeded, ${slot.failed} failed, ${slot.missed} missed or skipped`;
  const until = new Date(Date.parse(slot.from) + SlotMs).toISOString().replace('.000', '');
  return <a href={to('/runs', { from: slot.from, to: until })} title={text} aria-label={text}>{bar(slot.missed, most, 'missed')}{bar(slot.failed, most, 'bad')}{bar(slot.succeeded, most, 'good')}</a>;
}

function DueBar({ at, count, most }: { at: number; count: number; most: number }) {
  const text = `${instantText(new Date(at), myZone, now.value)}: ${count} ${count === 1 ? 'comes' : 'come'} due`;
  return <span role="img" title={text} aria-label={text}>{bar(count, most, 'due')}</span>;
}

function bar(count: number, most: number, look: string) {
  return count > 0 ? <i class={look} style={{ height: `${Math.max(3, (count / most) * Height)}px` }} /> : null;
}
