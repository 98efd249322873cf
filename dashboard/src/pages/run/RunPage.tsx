import { get } from '../../api/client';
import type { Run } from '../../api/types';
import { pathOf } from '../../app/paths';
import { useReadAt } from '../../app/readAt';
import { useResource } from '../../app/resource';
import { to } from '../../app/router';
import { durationText } from '../../time/duration';
import { Failure } from '../../ui/Failure';
import { countText, shortCount } from '../../ui/number';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { isOpen } from '../../ui/status';
import { Status } from '../../ui/Status';
import { Title } from '../../ui/Title';
import { When } from '../../ui/When';
import { Cost, Took, triggerWords } from '../runs/RunRow';
import { ContextBar } from './ContextBar';
import { LogPanel } from './LogPanel';
import { ResponsePanel } from './ResponsePanel';
import { RunActions } from './RunActions';
import { RunFacts } from './RunFacts';
import { Waterfall } from './Waterfall';

/** Everything about one run. */
export function RunPage({ agent, runId }: { agent: string; runId: string }) {
  const path = { agent, runId };
  const read = useResource(`${agent}/${runId}`, async signal => (await get('/agents/{agent}/runs/{runId}', { path, signal })) as Run,
    change => change.run === runId || change.run === null);
  const run = read.data.value;
  useReadAt([run?.status === 'queued' ? run.dueTime : null], run, read.reload);
  const crumbs = <><a href={to('/runs')}>Runs</a> / <a href={pathOf.agent(agent)}>{agent}</a>{run?.scheduleId && <> / <a href={pathOf.schedule(agent, run.scheduleId)}>{run.scheduleName}</a></>}</>;
  if (!run) {
    return <><Title text="Run" crumbs={crumbs} />{read.problem.value ? <Failure problem={read.problem.value} retry={read.reload} /> : <div class="panel"><Skeleton lines={12} /></div>}</>;
  }
  return (
    <div class="stack">
      <div>
        <Title text={run.scheduleName ?? `Run of ${agent}`} crumbs={crumbs} under={<p class="row"><Status status={run.status} /> <span>{run.sentence}</span>{run.reason && <code class="soft">{run.reason}</code>}</p>}>
          <RunActions run={run} onReload={read.reload} />
        </Title>
        <Failure problem={read.problem.value} retry={read.reload} />
        {run.notBefore && isOpen(run.status) && <p class="note warn">A budget holds it. Earliest start: <When at={run.notBefore} />, unless it is approved before.</p>}
        {run.chainProblem && <p class="note bad">{run.chainProblem}</p>}
        {run.error && run.error !== run.sentence && <div class="note bad"><strong>Error</strong><pre class="text" tabIndex={0}>{run.error}</pre></div>}
      </div>
      <dl class="tiles">
        <div class="tile"><dt>Due</dt><dd><When at={run.dueTime} brief /><div class="note-line"><When at={run.dueTime} relative={false} /></div></dd></div>
        <div class="tile"><dt>Late</dt><dd>{durationText(run.lateness) || '–'}</dd></div>
        <div class="tile"><dt>Took</dt><dd><Took run={run} />{run.startedAt === null && '–'}</dd></div>
        <div class="tile"><dt>Cost</dt><dd><Cost run={run} />{run.costUsd === null && !run.costUnknown && '–'}{run.overBudget && <div class="note-line">over its maximum</div>}</dd></div>
        <div class="tile"><dt>Tokens in, out</dt><dd>{run.tokensIn === null ? '–' : `${shortCount(run.tokensIn)}, ${shortCount(run.tokensOut)}`}</dd></div>
        <div class="tile"><dt>Turns, tools, calls</dt><dd>{[run.turns, run.toolCalls, run.llmCalls].map(count => countText(count) || '–').join(', ')}</dd></div>
        <div class="tile"><dt>Trigger</dt><dd>{triggerWords[run.trigger]}{run.previousRun && <div class="note-line"><a href={pathOf.run(run.previousRun.agent, run.previousRun.runId)}>previous run</a></div>}</dd></div>
      </dl>
      <Panel title="Time">
        <Waterfall run={run} />
        <ContextBar run={run} />
      </Panel>
      <div class="wide-narrow">
        <div class="stack">
          <ResponsePanel run={run} />
          {run.hasLog && <LogPanel agent={agent} runId={runId} truncated={run.logTruncated} />}
          <Panel title="Message" pad={false}>{run.message === null ? <p class="body soft">It was never opened, so it has no message.</p> : <pre class="text prose" tabIndex={0} aria-label="Message">{run.message}</pre>}</Panel>
        </div>
        <RunFacts run={run} />
      </div>
    </div>
  );
}
