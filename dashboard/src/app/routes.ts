import type { FunctionComponent } from 'preact';
import { SchedulesPage } from '../pages/schedules/SchedulesPage';
import { SchedulePage } from '../pages/schedule/SchedulePage';
import { EditSchedulePage, NewSchedulePage } from '../pages/edit/EditPage';
import { OverviewPage } from '../pages/overview/OverviewPage';
import { AdminPage } from '../pages/admin/AdminPage';
import { ActivityPage } from '../pages/activity/ActivityPage';
import { EditAgentPage, NewAgentPage } from '../pages/agents/AgentFormPage';
import { AgentPage } from '../pages/agents/AgentPage';
import { AgentsPage } from '../pages/agents/AgentsPage';
import { UsagePage } from '../pages/usage/UsagePage';
import { RunPage } from '../pages/run/RunPage';
import { RunsPage } from '../pages/runs/RunsPage';
import { NowherePage } from '../pages/NowherePage';
import { match } from './router';

type View = FunctionComponent<Record<string, string>>;

/** The values that a pattern such as `/agents/:agent/runs/:runId` gives. */
type Values<P extends string> = P extends `${string}:${infer Name}/${infer Rest}` ? { [_ in Name]: string } & Values<`/${Rest}`> : P extends `${string}:${infer Name}` ? { [_ in Name]: string } : object;

/** A route whose view takes the values of its own pattern. */
function route<P extends string>(pattern: P, view: FunctionComponent<Values<P>>): readonly [string, View] {
  return [pattern, view as View];
}

/** Patterns of paths and their views; the first match wins. */
const routes: readonly (readonly [string, View])[] = [
  route('/', OverviewPage),
  route('/schedules', SchedulesPage),
  route('/schedules/new', NewSchedulePage),
  route('/agents/:agent/schedules/:id', SchedulePage),
  route('/agents/:agent/schedules/:id/edit', EditSchedulePage),
  route('/runs', RunsPage),
  route('/agents', AgentsPage),
  route('/agents/new', NewAgentPage),
  route('/agents/:agent', AgentPage),
  route('/agents/:agent/edit', EditAgentPage),
  route('/activity', ActivityPage),
  route('/usage', UsagePage),
  route('/admin', AdminPage),
  route('/agents/:agent/runs/:runId', RunPage),
];

/** The view of a path, with the values that the path gives it. */
export function viewAt(path: string): [View, Record<string, string>] {
  for (const [pattern, view] of routes) {
    const values = match(pattern, path);
    if (values) return [view, values];
  }
  return [NowherePage, {}];
}
