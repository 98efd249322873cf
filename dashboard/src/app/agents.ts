import { useResource } from './resource';
import { get } from '../api/client';
import type { Agent } from '../api/types';

/** The agents that the caller may use, for filters and forms: at most the first 200. */
export function useAgents() {
  return useResource('agents', async signal => (await get('/agents', { query: { limit: 200 }, signal })).items as Agent[], change => change.type.startsWith('agent') && change.type !== 'agent_activity');
}
