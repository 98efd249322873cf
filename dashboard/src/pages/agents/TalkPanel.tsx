import { useSignal } from '@preact/signals';
import { post } from '../../api/client';
import { useAction } from '../../app/action';
import { pathOf } from '../../app/paths';
import { Failure } from '../../ui/Failure';
import { usdText } from '../../ui/number';
import { Panel } from '../../ui/Panel';

interface Line {
  mine: string;
  reply: string | null;
  runId: string;
  costUsd: number | null;
}

/** Talk with an agent. Each message is a run: it takes a slot and a part of the budget. */
export function TalkPanel({ name }: { name: string }) {
  const text = useSignal('');
  const lines = useSignal<Line[]>([]);
  const act = useAction({ quiet: true });
  const send = () => act.run(async () => {
    const mine = text.value;
    const { response, runId, costUsd } = await post('/agents/{agent}/chat', { path: { agent: name }, body: { message: mine } });
    lines.value = [...lines.value, { mine, reply: response, runId, costUsd }];
    text.value = '';
  });
  return (
    <Panel title="Talk">
      <div class="stack">
        <div class="stack-s" role="log" aria-label="Conversation">
          {lines.value.map(line => (
            <div key={line.runId} class="stack-s">
              <p class="note" style={{ marginLeft: '15%' }}>{line.mine}</p>
              <div class="note" style={{ marginRight: '15%', whiteSpace: 'pre-wrap' }}>{line.reply ?? '(no text)'}<span class="under"><a href={pathOf.run(name, line.runId)}>run</a> {usdText(line.costUsd)}</span></div>
            </div>
          ))}
        </div>
        <form class="stack-s" onSubmit={event => { event.preventDefault(); if (text.value.trim()) void send(); }}>
          <textarea rows={2} aria-label="Message to the agent" maxLength={30000} value={text.value} placeholder="How far are you?" onInput={event => (text.value = event.currentTarget.value)}
            onKeyDown={event => { if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); if (text.value.trim()) void send(); } }} />
          <div class="row"><button type="submit" disabled={act.busy.value || !text.value.trim()}>{act.busy.value ? 'It answers …' : 'Send'}</button><small>Enter sends, Shift+Enter breaks the line. It costs what a run costs.</small></div>
        </form>
        <Failure problem={act.problem.value} />
      </div>
    </Panel>
  );
}
