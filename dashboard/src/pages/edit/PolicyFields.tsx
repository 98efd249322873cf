import { Field } from '../../ui/Field';
import { policies } from './policies';
import { PolicySelect } from './PolicySelect';
import type { PartProps } from './SpecFields';

/** What happens when something is late, full or fails; folded, because the defaults are good. */
export function PolicyFields({ draft, onChange, errors }: PartProps) {
  return (
    <details class="panel fold">
      <summary><h2>If it is late, full or fails</h2><span class="soft">{draft.misfire}, {draft.overlap}, {draft.retries} retries</span></summary>
      <div class="body fields">
        <PolicySelect label="If occurrences are late" choices={policies.misfire} value={draft.misfire} onChoice={misfire => onChange({ misfire })} errors={errors['misfire']} />
        <Field label="Catch-up window" errors={errors['catchUpWindow']} hint="How late it may still start, such as PT1H. Empty: the deployment's."><input class="mono" value={draft.catchUpWindow} onInput={event => onChange({ catchUpWindow: event.currentTarget.value })} /></Field>
        <PolicySelect label="If a run is still active" choices={policies.overlap} value={draft.overlap} onChoice={overlap => onChange({ overlap })} errors={errors['overlap']} />
        <PolicySelect label="If the agent is full" choices={policies.onFull} value={draft.onFull} onChoice={onFull => onChange({ onFull })} errors={errors['onFull']} />
        <Field label="Retries" errors={errors['retries']} hint="0 to 5, after failures that may pass."><input inputMode="numeric" value={draft.retries} onInput={event => onChange({ retries: event.currentTarget.value })} /></Field>
        <Field label="Timeout" errors={errors['timeout']} hint="Of a call, such as PT10M. Empty: the agent's."><input class="mono" value={draft.timeout} onInput={event => onChange({ timeout: event.currentTarget.value })} /></Field>
        <Field label="Disable after failures" errors={errors['pauseAfterFailures']} hint="In a row. 0: never."><input inputMode="numeric" value={draft.pauseAfterFailures} onInput={event => onChange({ pauseAfterFailures: event.currentTarget.value })} /></Field>
        <Field label="Maximum cost of a run, USD" errors={errors['maxCostUsdPerRun']} hint="Sent to the agent. Empty: none."><input inputMode="decimal" value={draft.maxCostUsdPerRun} onInput={event => onChange({ maxCostUsdPerRun: event.currentTarget.value })} /></Field>
        <label class="check"><input type="checkbox" checked={draft.retryTimeouts} onChange={event => onChange({ retryTimeouts: event.currentTarget.checked })} /> Call again after a timeout, too</label>
      </div>
    </details>
  );
}
