import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/data.css';
import { takeKey } from './api/session';
import { App } from './app/App';
import { startRouter } from './app/router';
import { startClock } from './time/now';

takeKey();
addEventListener('hashchange', takeKey);
startRouter();
startClock();
render(<App />, document.getElementById('app')!);
