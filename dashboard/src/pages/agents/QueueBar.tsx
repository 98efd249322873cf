import type { Agent } from '../../api/types';

/** What an agent does now: its slots, and who waits for one. */
export function QueueBar({ agent }: { agent: Pick<Agent, 'running' | 'waiting' | 'maxConcurrent' | 'queueDepth'> }) {
  const text = `${agent.running} of ${agent.maxConcurrent} running, ${agent.waiting} waiting (queue of ${agent.queueDepth})`;
  return (
    <span class="queue" title={text}>
      <span class="slots" aria-hidden="true">{Array.from({ length: Math.min(16, agent.maxConcurrent ?? 1) }, (_, i) => <i key={i} class={i < agent.running ? 'on' : ''} />)}</span>
      <span><span class="visually-hidden">{text}</span><span aria-hidden="true">{agent.running}/{agent.maxConcurrent}{agent.waiting > 0 && <span class="tone-warn"> +{agent.waiting} waiting</span>}</span></span>
    </span>
  );
}
