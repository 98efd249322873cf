import { to } from './router';

/** Addresses of things. */
export const pathOf = {
  agent: (agent: string) => to(`/agents/${encodeURIComponent(agent)}`),
  schedule: (agent: string, id: string) => to(`/agents/${encodeURIComponent(agent)}/schedules/${id}`),
  editSchedule: (agent: string, id: string) => to(`/agents/${encodeURIComponent(agent)}/schedules/${id}/edit`),
  newSchedule: (query: Record<string, string | null> = {}) => to('/schedules/new', query),
  run: (agent: string, id: string) => to(`/agents/${encodeURIComponent(agent)}/runs/${id}`),
};
