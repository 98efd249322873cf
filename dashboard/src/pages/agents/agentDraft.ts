import type { Agent, AgentFields, Limits } from '../../api/types';

/** What stands in the form of an agent, as it is typed. */
export type AgentDraft = Record<'name' | 'kind' | 'url' | 'model' | 'secret' | 'priceIn' | 'priceOut' | 'maxConcurrent' | 'queueDepth' | 'timeout' | 'sharedWith' | 'owner' | 'dayUsd' | 'monthUsd' | 'dayTokens' | 'monthTokens' | 'onLimit', string>;

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** The form of an agent, or of a new one. */
export function agentDraft(agent: Agent | null): AgentDraft {
  return {
    name: agent?.name ?? '', kind: agent?.kind ?? 'trinity', url: agent?.url ?? '', model: text(agent?.model), secret: text(agent?.secret), priceIn: text(agent?.priceUsdPerMillionTokensIn), priceOut: text(agent?.priceUsdPerMillionTokensOut),
    maxConcurrent: text(agent?.maxConcurrent ?? 1), queueDepth: text(agent?.queueDepth ?? 3), timeout: agent?.timeout ?? 'PT15M', sharedWith: (agent?.sharedWith ?? []).join(', '), owner: agent?.owner ?? '',
    dayUsd: text(agent?.limits?.dayUsd), monthUsd: text(agent?.limits?.monthUsd), dayTokens: text(agent?.limits?.dayTokens), monthTokens: text(agent?.limits?.monthTokens), onLimit: agent?.onLimit ?? 'reject',
  };
}

/** A number as it was typed; what is none goes to the API as it is, which says what is wrong with it. */
export function numberOf(value: string): number | null {
  const trimmed = value.trim();
  return trimmed === '' ? null : Number.isNaN(Number(trimmed)) ? (trimmed as unknown as number) : Number(trimmed);
}

/** Limits of a form. Null: there are none. */
export function limitsOf(draft: Pick<AgentDraft, 'dayUsd' | 'monthUsd' | 'dayTokens' | 'monthTokens'>): Limits | null {
  const limits = { dayUsd: numberOf(draft.dayUsd), monthUsd: numberOf(draft.monthUsd), dayTokens: numberOf(draft.dayTokens), monthTokens: numberOf(draft.monthTokens) };
  return Object.values(limits).every(limit => limit === null) ? null : limits;
}

/** The body of a request that saves a form. */
export function agentBody(draft: AgentDraft): AgentFields {
  const orNull = (value: string): string | null => value.trim() || null;
  const isOpenAi = draft.kind === 'openai';
  return {
    kind: draft.kind as never, url: draft.url.trim(), model: orNull(draft.model), ...(draft.secret.trim() ? { secret: draft.secret.trim() } : { secret: null }),
    priceUsdPerMillionTokensIn: isOpenAi ? numberOf(draft.priceIn) : null, priceUsdPerMillionTokensOut: isOpenAi ? numberOf(draft.priceOut) : null,
    maxConcurrent: numberOf(draft.maxConcurrent), queueDepth: numberOf(draft.queueDepth), timeout: orNull(draft.timeout),
    sharedWith: draft.sharedWith.split(',').map(one => one.trim()).filter(Boolean), ...(draft.owner.trim() ? { owner: draft.owner.trim() } : {}),
    limits: limitsOf(draft), onLimit: draft.onLimit as never,
  };
}
