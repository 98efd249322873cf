import type { ComponentChildren } from 'preact';
import type { Run } from '../../api/types';
import { durationText } from '../../time/duration';
import { usdText } from '../../ui/number';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';

export function RunFacts({ run }: { run: Run }) {
  const rows: [string, ComponentChildren][] = [
    ['Run', <code>{run.runId}</code>],
    ['Nominal time', run.nominalTime !== run.dueTime && <When at={run.nominalTime} relative={false} />],
    ['Claimed', run.claimedAt && <When at={run.claimedAt} relative={false} />],
    ['Start by', run.startBy && <When at={run.startBy} />],
    ['Started', run.startedAt && <When at={run.startedAt} relative={false} />],
    ['Accepted', run.acceptedAt && <When at={run.acceptedAt} relative={false} />],
    ['Ended', run.finishedAt && <When at={run.finishedAt} relative={false} />],
    ['Calls', `${run.attempts} of at most ${run.retries + 1}`],
    ['Timeout', durationText(run.timeout)],
    ['Maximum cost', usdText(run.maxCostUsdPerRun)],
    ['Counts with', run.costUnknown && usdText(run.settledUsd)],
    ['Model', run.answerModel ?? run.model],
    ['Provider', run.provider],
    ['Tools', run.allowedTools.join(', ')],
    ['Session', run.sessionId],
    ['Error code', run.errorCode],
    ['Ended because', run.terminalReason],
  ];
  return (
    <Panel title="Record" pad={false}>
      <dl class="facts body">{rows.filter(([, value]) => value).map(([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>)}</dl>
      {run.systemPrompt && <details class="body"><summary>System prompt</summary><pre class="text" tabIndex={0}>{run.systemPrompt}</pre></details>}
      {run.context && <details class="body"><summary>Context</summary><pre class="text" tabIndex={0}>{JSON.stringify(run.context, null, 2)}</pre></details>}
    </Panel>
  );
}
