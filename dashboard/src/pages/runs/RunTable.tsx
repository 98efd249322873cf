import type { ComponentChildren } from 'preact';
import type { RunEntry } from '../../api/types';
import { myZone } from '../../time/instant';
import { Blocks } from '../../ui/Blocks';
import { RunRow } from './RunRow';

/** Runs, newest first. `withSchedule` says whether they belong to different schedules. */
export function RunTable({ runs, withSchedule = true, lead }: { runs: readonly RunEntry[]; withSchedule?: boolean; lead?: { head: ComponentChildren; cell: (run: RunEntry) => ComponentChildren } }) {
  return (
    <div class="scroll">
      <table class="table cards">
        <caption class="visually-hidden">Runs, newest first</caption>
        <thead>
          <tr>
            {lead && <th>{lead.head}</th>}
            <th>Status</th>
            {withSchedule && <th>Schedule, agent</th>}
            <th>Due ({myZone})</th>
            <th class="num">Late</th>
            <th class="num">Took</th>
            <th class="num">Calls</th>
            <th class="num">Tokens</th>
            <th class="num">Cost</th>
            <th>Result</th>
          </tr>
        </thead>
        <Blocks items={runs} columns={10} row={run => <RunRow key={run.runId} run={run} withSchedule={withSchedule} lead={lead?.cell(run)} />} />
      </table>
    </div>
  );
}
