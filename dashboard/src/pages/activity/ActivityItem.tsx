import type { Activity } from '../../api/types';
import { pathOf } from '../../app/paths';
import { durationText } from '../../time/duration';
import { Icon } from '../../ui/Icon';
import { usdText } from '../../ui/number';
import { When } from '../../ui/When';
import { lookOf } from './kinds';

export function ActivityItem({ entry }: { entry: Activity }) {
  const [icon, tone] = lookOf(entry.type);
  const details = (entry.details ?? {}) as { sentence?: string; fields?: string[]; costUsd?: number; count?: number };
  const href = entry.agent && entry.relatedRunId ? pathOf.run(entry.agent, entry.relatedRunId) : entry.agent && entry.scheduleId ? pathOf.schedule(entry.agent, entry.scheduleId) : entry.agent ? pathOf.agent(entry.agent) : null;
  const more = [
    entry.agent, entry.actor === 'scheduler' ? null : `by ${entry.actor}`, entry.duration ? durationText(entry.duration) : null, usdText(details.costUsd),
    details.count && details.count > 1 ? `${details.count} occurrences` : null, details.fields?.join(', '), entry.type === 'runCompleted' ? null : details.sentence,
  ].filter(Boolean).join(' · ');
  return (
    <li>
      <span class={`tone-${tone}`}><Icon name={icon} /></span>
      <span style={{ minWidth: 0 }}>{href ? <a href={href}>{entry.action}</a> : entry.action} <span class="soft">{more}</span></span>
      <When at={entry.at} />
    </li>
  );
}
