import type { Run } from '../../api/types';
import { Meter } from '../../ui/Meter';
import { countText, shareText } from '../../ui/number';

/** How full the agent's context window was after the run. */
export function ContextBar({ run }: { run: Run }) {
  if (run.contextTokens === null || !run.contextWindow) return null;
  const share = run.contextTokens / run.contextWindow;
  return (
    <div class="fall-row" style={{ marginTop: '10px' }}>
      <span>context</span>
      <Meter share={share} label={`Context: ${countText(run.contextTokens)} of ${countText(run.contextWindow)} tokens`} />
      <span class="num" title={`${countText(run.contextTokens)} of ${countText(run.contextWindow)} tokens`}>{shareText(share)}</span>
    </div>
  );
}
