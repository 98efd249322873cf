import { useMemo } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { get } from '../../api/client';
import type { RunEntry, Schedule } from '../../api/types';
import { pathOf } from '../../app/paths';
import { useReadAt } from '../../app/readAt';
import { useResource } from '../../app/resource';
import { place, to } from '../../app/router';
import type { Change } from '../../live/live';
import { zoneOf } from '../../time/instant';
import { Empty } from '../../ui/Empty';
import { Failure } from '../../ui/Failure';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { Title } from '../../ui/Title';
import { RunTable } from '../runs/RunTable';
import { BackfillDialog } from './BackfillDialog';
import { BackfillNote } from './BackfillNote';
import { ChainPanel } from './ChainPanel';
import { ChangesPanel } from './ChangesPanel';
import { Definition } from './Definition';
import { HeatMap } from './HeatMap';
import { HookPanel } from './HookPanel';
import { PastAndNext } from './PastAndNext';
import { RunCharts } from './RunCharts';
import { ScheduleActions } from './ScheduleActions';
import { ScheduleNotes } from './ScheduleNotes';
import { ScheduleTiles } from './ScheduleTiles';

/** Runs that are read for the calendar and the charts. */
const MostRuns = 600;

/** Everything about one schedule. */
export function SchedulePage({ agent, id }: { agent: string; id: string }) {
  const path = { agent, id };
  const about = (change: Change) => change.schedule === id || change.agent === null;
  const read = useResource(`${agent}/${id}`, async signal => (await get('/agents/{agent}/schedules/{id}', { path, signal })) as Schedule, about);
  const runs = useResource(`runs of ${agent}/${id}`, signal => runsOf(path, signal), about);
  const backfill = useSignal<{ from: string; to: string } | null>(null);
  const schedule = read.data.value;
  const all = runs.data.value;
  useReadAt([schedule?.nextDueTime ?? null, ...(all ?? []).map(run => (run.status === 'queued' ? run.dueTime : null))], all, () => { read.reload(); runs.reload(); });
  const zone = zoneOf(schedule?.zone);
  const shown = useMemo(() => all ?? [], [all]);
  const crumbs = <><a href={to('/schedules')}>Schedules</a> / <a href={pathOf.agent(agent)}>{agent}</a></>;
  if (!schedule) {
    return <><Title text="Schedule" crumbs={crumbs} />{read.problem.value ? <Failure problem={read.problem.value} retry={read.reload} /> : <div class="panel"><Skeleton lines={12} /></div>}</>;
  }
  const lately = (): void => {
    const end = new Date(Math.floor(Date.now() / 1000) * 1000);
    backfill.value = { from: new Date(end.getTime() - 86_400_000).toISOString().replace('.000', ''), to: end.toISOString().replace('.000', '') };
  };
  return (
    <div class="stack">
      <div>
        <Title text={schedule.name} crumbs={crumbs} under={<p class="soft">{schedule.human ?? 'Its spec cannot be read.'} {schedule.tags?.map(tag => <a key={tag} class="tag" href={to('/schedules', { tag })}>{tag}</a>)}</p>}>
          <ScheduleActions schedule={schedule} onBackfill={lately} onReload={read.reload} />
        </Title>
        <Failure problem={read.problem.value} retry={read.reload} />
        <ScheduleNotes schedule={schedule} />
        {place.value.query.get('backfill') && <BackfillNote path={path} backfillId={place.value.query.get('backfill')!} />}
      </div>
      <ScheduleTiles schedule={schedule} />
      <Panel title="Last and next">{all ? <PastAndNext schedule={schedule} runs={all} /> : <Skeleton lines={2} />}</Panel>
      <div class="columns three">
        <Panel title="Calendar">{all ? <HeatMap runs={all} zone={zone} onMissed={(from, end) => (backfill.value = { from, to: end })} /> : <Skeleton lines={5} />}</Panel>
        <RunCharts runs={shown} />
      </div>
      <Panel title="Runs" pad={false} actions={<a href={to('/runs', { schedule: id, name: schedule.name })}>All runs</a>}>
        <Failure problem={runs.problem.value} retry={runs.reload} />
        {!all && !runs.problem.value && <Skeleton />}
        {all && (all.length > 0
          ? <RunTable runs={all.slice(0, 20)} withSchedule={false} />
          : <Empty title="It has not run yet"><p>The first run appears here when it comes due. "Run now" starts one at once.</p></Empty>)}
      </Panel>
      <div class="wide-narrow">
        <Definition schedule={schedule} />
        <div class="stack">
          <ChainPanel schedule={schedule} />
          <HookPanel schedule={schedule} onChange={read.reload} />
          <ChangesPanel schedule={schedule} />
        </div>
      </div>
      {backfill.value && <BackfillDialog schedule={schedule} {...backfill.value} onClose={() => (backfill.value = null)} />}
    </div>
  );
}

async function runsOf(path: { agent: string; id: string }, signal: AbortSignal): Promise<RunEntry[]> {
  const found: RunEntry[] = [];
  let continuation: string | null = null;
  do {
    const page: { items: RunEntry[]; continuation: string | null } = (await get('/agents/{agent}/schedules/{id}/runs', { path, query: { limit: 200, continuation: continuation ?? undefined }, signal })) as never;
    found.push(...page.items);
    continuation = page.continuation;
  } while (continuation !== null && found.length < MostRuns);
  return found;
}
