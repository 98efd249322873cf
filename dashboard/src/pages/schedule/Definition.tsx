import type { ComponentChildren } from 'preact';
import type { Schedule } from '../../api/types';
import { pathOf } from '../../app/paths';
import { durationText } from '../../time/duration';
import { usdText } from '../../ui/number';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import { meaningOf } from '../edit/policies';

/** What is stored, in words. */
export function Definition({ schedule }: { schedule: Schedule }) {
  const rows: [string, ComponentChildren][] = [
    ['Spec', <><code>{schedule.cron ?? schedule.every ?? schedule.at}</code> {schedule.zone}</>],
    ['Starts', schedule.startsAt && <When at={schedule.startsAt} />],
    ['Ends', schedule.endsAt && <When at={schedule.endsAt} />],
    ['Without', schedule.exclude?.join(', ')],
    ['Jitter', schedule.jitter && `up to ${durationText(schedule.jitter)}`],
    ['At most', schedule.maxRuns && `${schedule.maxRuns} runs`],
    ['If late', meaningOf('misfire', schedule.misfire)],
    ['Catch-up window', schedule.catchUpWindow ? durationText(schedule.catchUpWindow) : "the deployment's"],
    ['If one is active', meaningOf('overlap', schedule.overlap)],
    ['If the agent is full', meaningOf('onFull', schedule.onFull)],
    ['Retries', `${schedule.retries}${schedule.retryTimeouts ? ', also after timeouts' : ''}`],
    ['Timeout', schedule.timeout ? durationText(schedule.timeout) : "the agent's"],
    ['Cost of a run', schedule.maxCostUsdPerRun === null ? '' : `at most ${usdText(schedule.maxCostUsdPerRun)}`],
    ['Disabled after', schedule.pauseAfterFailures ? `${schedule.pauseAfterFailures} failed runs in a row` : 'never by itself'],
    ['Model', schedule.model],
    ['Tools', schedule.allowedTools?.join(', ')],
    ['Turns', schedule.maxTurns && `at most ${schedule.maxTurns}`],
    ['Agent', <a href={pathOf.agent(schedule.agent)}>{schedule.agent}</a>],
    ['Owner', schedule.owner],
    ['Created', <When at={schedule.createdAt} />],
    ['Changed', <><When at={schedule.updatedAt} /> (version {schedule.version})</>],
  ];
  return (
    <Panel title="Definition" actions={<a href={pathOf.newSchedule({ copy: `${schedule.agent}/${schedule.id}` })}>Copy</a>} pad={false}>
      <pre class="text prose" tabIndex={0} aria-label="Message">{schedule.message}</pre>
      {schedule.description && <p class="body soft">{schedule.description}</p>}
      <dl class="facts body">
        {rows.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>)}
      </dl>
      {schedule.systemPrompt && <details class="body"><summary>System prompt</summary><pre class="text" tabIndex={0}>{schedule.systemPrompt}</pre></details>}
      {schedule.context && <details class="body"><summary>Context</summary><pre class="text" tabIndex={0}>{JSON.stringify(schedule.context, null, 2)}</pre></details>}
    </Panel>
  );
}
