import type { ComponentChildren } from 'preact';
import type { RunEntry } from '../../api/types';
import { pathOf } from '../../app/paths';
import { durationText, spanText } from '../../time/duration';
import { now } from '../../time/now';
import { countText, shortCount, usdText } from '../../ui/number';
import { isOpen } from '../../ui/status';
import { Status } from '../../ui/Status';
import { When } from '../../ui/When';

export const triggerWords = { schedule: 'schedule', manual: 'by hand', api: 'request', chain: 'chain', backfill: 'backfill', chat: 'chat' } as const;

export function RunRow({ run, withSchedule, lead }: { run: RunEntry; withSchedule: boolean; lead?: ComponentChildren }) {
  const text = run.status === 'succeeded' ? (run.summary ?? run.sentence) : (run.sentence ?? run.summary);
  return (
    <tr>
      {lead !== undefined && <td class="lead">{lead}</td>}
      <td class="name-cell status-cell"><a href={pathOf.run(run.agent, run.runId)}><Status status={run.status} reason={run.sentence} /></a></td>
      {withSchedule && (
        <td data-label="Schedule" class="thing">
          {run.scheduleId ? <a class="name" href={pathOf.schedule(run.agent, run.scheduleId)}>{run.scheduleName}</a> : <span class="soft">no schedule</span>}
          <span class="under"><a class="soft" href={pathOf.agent(run.agent)}>{run.agent}</a>{run.trigger !== 'schedule' && <> · {triggerWords[run.trigger]}</>}</span>
        </td>
      )}
      <td data-label="Due"><When at={run.dueTime} />{!withSchedule && run.trigger !== 'schedule' && <> <span class="tag">{triggerWords[run.trigger]}</span></>}</td>
      <td data-label="Late" class="num">{durationText(run.lateness) || null}</td>
      <td data-label="Took" class="num"><Took run={run} /></td>
      <td data-label="Calls" class="num">{run.attempts > 0 ? countText(run.attempts) : null}</td>
      <td data-label="Tokens" class="num">{run.tokensIn === null ? null : shortCount(run.tokensIn + (run.tokensOut ?? 0))}</td>
      <td data-label="Cost" class="num"><Cost run={run} /></td>
      <td data-label="Result" class="result">{text && <span class="cut" title={text}>{text}</span>}</td>
    </tr>
  );
}

/** How long it took, or how long it has been running. */
export function Took({ run }: { run: Pick<RunEntry, 'status' | 'startedAt' | 'duration'> }) {
  if (run.duration !== null) return <>{durationText(run.duration)}</>;
  if (!isOpen(run.status) || run.startedAt === null) return null;
  return <span class="tone-busy">{spanText(Math.max(0, Math.floor((now.value.getTime() - Date.parse(run.startedAt)) / 1000)))}</span>;
}

export function Cost({ run }: { run: Pick<RunEntry, 'costUsd' | 'costUnknown' | 'settledUsd' | 'overBudget'> }) {
  if (run.costUnknown) return <span title="Its cost is not known; it counts with what it had reserved.">{run.settledUsd === null ? '?' : `≤ ${usdText(run.settledUsd)}`}</span>;
  if (run.costUsd === null) return null;
  return <span class={run.overBudget ? 'tone-warn' : ''} title={run.overBudget ? 'It cost more than its maximum.' : ''}>{usdText(run.costUsd)}</span>;
}
