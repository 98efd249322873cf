import type { Signal } from '@preact/signals';
import type { Schedule } from '../../api/types';
import type { usePages } from '../../app/pages';
import { pathOf } from '../../app/paths';
import { to } from '../../app/router';
import { myZone } from '../../time/instant';
import { Blocks } from '../../ui/Blocks';
import { Empty } from '../../ui/Empty';
import { More } from '../../ui/More';
import { Skeleton } from '../../ui/Skeleton';
import { ScheduleRow } from './ScheduleRow';

type List = ReturnType<typeof usePages<Schedule>>;

interface Props {
  list: List;
  selected: Signal<ReadonlyMap<string, Schedule>>;
  sort: 'name' | 'nextDueTime';
  isFiltered: boolean;
  isDeleted: boolean;
  hasAgent: boolean;
  onSort: (sort: 'name' | 'nextDueTime') => void;
}

export function ScheduleTable({ list, selected, sort, isFiltered, isDeleted, hasAgent, onSort }: Props) {
  const items = list.items.value;
  if (items === null) return list.problem.value ? null : <div class="panel"><Skeleton lines={10} /></div>;
  if (items.length === 0) return <div class="panel"><Nothing isFiltered={isFiltered} hasAgent={hasAgent} /></div>;
  const sortable = (name: 'name' | 'nextDueTime', text: string) => (
    <button type="button" onClick={() => onSort(name)}>{text}{sort === name ? ' ↓' : ''}</button>
  );
  return (
    <div class="panel">
      <div class="scroll">
        <table class="table cards">
          <caption class="visually-hidden">Schedules</caption>
          <thead>
            <tr>
              <th><AllBox items={items} selected={selected} /></th>
              <th>On</th>
              <th aria-sort={sort === 'name' ? 'ascending' : 'none'}>{sortable('name', 'Name')}</th>
              <th>When</th>
              <th aria-sort={sort === 'nextDueTime' ? 'ascending' : 'none'}>{sortable('nextDueTime', `Next run (${myZone}; its zone)`)}</th>
              <th>Last runs</th>
              <th class="num">Success</th>
              <th class="num">Runs</th>
              <th class="num">Cost</th>
              <th><span class="visually-hidden">Actions</span></th>
            </tr>
          </thead>
          <Blocks items={items} columns={10} row={schedule => <ScheduleRow key={`${schedule.agent}/${schedule.id}`} schedule={schedule} selected={selected} isDeleted={isDeleted} />} />
        </table>
      </div>
      <More has={list.next.value !== null} busy={list.busy.value} onMore={list.more} />
    </div>
  );
}

function AllBox({ items, selected }: { items: readonly Schedule[]; selected: Signal<ReadonlyMap<string, Schedule>> }) {
  const all = items.every(schedule => selected.value.has(schedule.id));
  return (
    <input type="checkbox" aria-label="Select all that are shown" checked={all} ref={box => { if (box) box.indeterminate = !all && selected.value.size > 0; }}
      onChange={event => (selected.value = event.currentTarget.checked ? new Map(items.map(schedule => [schedule.id, schedule])) : new Map())} />
  );
}

function Nothing({ isFiltered, hasAgent }: { isFiltered: boolean; hasAgent: boolean }) {
  if (isFiltered) return <Empty title="No schedule matches these filters"><a class="button" href={to('/schedules')}>Show all</a></Empty>;
  if (!hasAgent) {
    return (
      <Empty title="Register an agent first">
        <p>A schedule says what an agent does and when. An agent is a service that answers over HTTP; the quick start brings a demo agent.</p>
        <a class="button primary" href={to('/agents/new')}>Register an agent</a>
      </Empty>
    );
  }
  return (
    <Empty title="No schedules yet">
      <p>A schedule sends a message to an agent: by a cron expression, at an interval, or once. You can write "every weekday at 9am".</p>
      <a class="button primary" href={pathOf.newSchedule()}>Create the first schedule</a>
    </Empty>
  );
}
