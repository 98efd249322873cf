import type { RunEntry } from '../../api/types';
import { dateOf } from '../../time/instant';
import { now } from '../../time/now';
import { datesBetween, daysOf, lookOf, type Day } from './days';

const signs = { none: '', good: '', mixed: '', bad: '×', missed: '!' } as const;
const Weeks = 16;

/** The last weeks by day, in the schedule's zone. A day with missed occurrences leads to a backfill. */
export function HeatMap({ runs, zone, onMissed }: { runs: readonly RunEntry[]; zone: string; onMissed: (from: string, to: string) => void }) {
  const days = daysOf(runs, zone);
  const today = dateOf(now.value, zone);
  const start = new Date(Date.parse(`${today}T00:00:00Z`) - (Weeks * 7 - 1) * 86_400_000);
  start.setUTCDate(start.getUTCDate() - ((start.getUTCDay() + 6) % 7)); // a Monday
  const dates = datesBetween(start.toISOString().slice(0, 10), today);
  return (
    <div class="stack-s">
      <div class="heat" tabIndex={0} role="group" aria-label={`Outcomes by day, ${zone}`} ref={box => { if (box) box.scrollLeft = box.scrollWidth; }}>
        <div class="heat-grid">{dates.map(date => <DayBox key={date} date={date} day={days.get(date)} onMissed={onMissed} />)}</div>
      </div>
      <small>Each column is a week from Monday, in {zone}. <b class="tone-good">■</b> succeeded, <b class="tone-bad">×</b> failed, <b class="tone-warn">!</b> missed or skipped: choose it to run what was missed.</small>
    </div>
  );
}

function DayBox({ date, day, onMissed }: { date: string; day: Day | undefined; onMissed: (from: string, to: string) => void }) {
  const look = lookOf(day);
  const text = day ? `${date}: ${day.good} succeeded, ${day.bad} failed, ${day.missed} missed or skipped` : `${date}: no runs`;
  if (!day || look !== 'missed') return <span class={`heat-day ${look}`} title={text} role="img" aria-label={text}>{signs[look]}</span>;
  return (
    <button type="button" class="heat-day missed" title={`${text}. Backfill …`} aria-label={`${text}. Backfill`}
      onClick={() => onMissed(day.from!, new Date(Date.parse(day.last!) + 1000).toISOString().replace('.000', ''))}>{signs.missed}</button>
  );
}
