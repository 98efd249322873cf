import { addressOf, request } from '../../api/client';
import { useAction } from '../../app/action';
import { download } from '../../app/download';

/** Saves the schedules as a file that can be imported. */
export function ExportButton({ agent, tag }: { agent: string | undefined; tag: string | undefined }) {
  const action = useAction();
  const save = () => action.run(async () => {
    const response = await request(addressOf('/schedules/export', {}, { format: 'yaml', agent, tag }));
    download(await response.blob(), 'schedules.yaml');
  });
  return <button type="button" disabled={action.busy.value} onClick={save} title="Those of this agent and tag that you may change, as YAML">Export</button>;
}
