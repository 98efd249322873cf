import { to } from '../app/router';
import { Empty } from '../ui/Empty';
import { Title } from '../ui/Title';

export function NowherePage() {
  return (
    <>
      <Title text="There is nothing here" />
      <div class="panel"><Empty title="This address belongs to no view"><a class="button" href={to('/')}>Go to the overview</a></Empty></div>
    </>
  );
}
