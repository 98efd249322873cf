import type { Overview } from '../../api/types';
import { to } from '../../app/router';
import { durationText } from '../../time/duration';
import { countText, shareText, usdText } from '../../ui/number';

export function OverviewTiles({ overview }: { overview: Overview | null }) {
  const { schedules, runs, day } = overview ?? {};
  return (
    <>
      <Link label="Failing now" value={schedules?.failing} bad={Boolean(schedules?.failing)} note={schedules ? `of ${countText(schedules.total)} schedules` : ''} href={to('/runs', { status: 'failed,timedOut,rejected' })} />
      <Link label="For approval" value={runs?.forApproval} bad={Boolean(runs?.forApproval)} note={runs?.forApproval === 1 ? 'run' : 'runs'} href={to('/runs', { status: 'waiting' })} />
      <Link label="Running" value={runs?.running} note={`${runs?.waiting ?? 0} waiting`} href={to('/runs', { status: 'running,waiting' })} />
      <div class="tile"><dt>Runs, 24 h</dt><dd>{countText(day?.runs) || '–'}<div class="note-line">{day?.byStatus['missed'] ? `${day.byStatus['missed']} missed` : ''}</div></dd></div>
      <div class="tile"><dt>Success, 24 h</dt><dd>{shareText(day?.successRate) || '–'}<div class="note-line">{day?.p95Duration ? `p95 ${durationText(day.p95Duration)}` : ''}</div></dd></div>
      <div class="tile"><dt>Cost, 24 h</dt><dd>{usdText(day?.costUsd) || '–'}</dd></div>
    </>
  );
}

function Link({ label, value, note, href, bad = false }: { label: string; value: number | undefined; note: string; href: string; bad?: boolean }) {
  return <div class="tile"><dt>{label}</dt><dd><a href={href} class={bad ? 'tone-bad' : ''}>{value === undefined ? '–' : countText(value)}</a><div class="note-line">{note}</div></dd></div>;
}
