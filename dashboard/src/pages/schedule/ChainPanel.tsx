import { get } from '../../api/client';
import type { ChainLink, Schedule } from '../../api/types';
import { pathOf } from '../../app/paths';
import { useResource } from '../../app/resource';
import { Icon } from '../../ui/Icon';
import { Panel } from '../../ui/Panel';

/** The schedules that run after this one. */
export function ChainPanel({ schedule }: { schedule: Schedule }) {
  const links = schedule.chain ?? [];
  if (links.length === 0) return null;
  return (
    <Panel title="Chain">
      <ol class="stack-s">
        <li class="row"><Icon name="ring" /><strong>{schedule.name}</strong></li>
        {links.map((link, i) => <Next key={i} link={link} agent={link.agent ?? schedule.agent} />)}
      </ol>
    </Panel>
  );
}

function Next({ link, agent }: { link: ChainLink; agent: string }) {
  const read = useResource(`${agent}/${link.schedule}`, signal => get('/agents/{agent}/schedules/{id}', { path: { agent, id: link.schedule }, signal }), () => false);
  const name = read.data.value?.name ?? (read.problem.value ? `${link.schedule} (cannot be read)` : '…');
  return <li class="row"><span class="soft">└─ {link.on} →</span> <a href={pathOf.schedule(agent, link.schedule)}>{name}</a> <span class="soft">{agent}</span></li>;
}
