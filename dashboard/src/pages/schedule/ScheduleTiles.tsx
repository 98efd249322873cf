import type { Schedule } from '../../api/types';
import { durationText } from '../../time/duration';
import { fullText, instantText, myZone, relativeText, zoneOf } from '../../time/instant';
import { now } from '../../time/now';
import { countText, shareText, shortCount, usdText } from '../../ui/number';

export function ScheduleTiles({ schedule }: { schedule: Schedule }) {
  const { totals } = schedule;
  return (
    <dl class="tiles">
      <NextTile schedule={schedule} />
      <Tile label="Runs" value={countText(totals.runs)} note={schedule.activeRuns > 0 ? `${schedule.activeRuns} active` : ''} />
      <Tile label="Success" value={shareText(totals.successRate) || '–'} note={schedule.failuresInARow > 0 ? `${schedule.failuresInARow} failed in a row` : ''} />
      <Tile label="Takes on average" value={durationText(totals.averageDuration) || '–'} note={totals.p95Duration ? `p95 ${durationText(totals.p95Duration)}` : ''} />
      <Tile label="Cost" value={usdText(totals.costUsd)} note={totals.runs > 0 ? `${usdText(totals.costUsd / totals.runs)} a run` : ''} />
      <Tile label="Tokens in, out" value={`${shortCount(totals.tokensIn)}, ${shortCount(totals.tokensOut)}`} note="" />
    </dl>
  );
}

function NextTile({ schedule }: { schedule: Schedule }) {
  if (schedule.nextDueTime === null) return <Tile label="Next run" value="–" note={schedule.enabled ? 'ended' : 'disabled'} />;
  const at = new Date(schedule.nextDueTime);
  const zone = zoneOf(schedule.zone);
  const note = `${instantText(at, zone, now.value)} ${zone}`;
  return <Tile label="Next run" value={relativeText(at, now.value)} note={note} title={`${fullText(at, zone)}\n${fullText(at, myZone)}`} more={zone === myZone ? '' : `${instantText(at, myZone, now.value)} ${myZone}`} />;
}

export function Tile({ label, value, note, more = '', title = '' }: { label: string; value: string; note: string; more?: string; title?: string }) {
  return (
    <div class="tile" title={title}>
      <dt>{label}</dt>
      <dd>
        <div>{value}</div>
        <div class="note-line">{note}</div>
        {more && <div class="note-line">{more}</div>}
      </dd>
    </div>
  );
}
