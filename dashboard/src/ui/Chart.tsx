import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { instantText, localOf, myZone } from '../time/instant';

export interface Series {
  label: string;
  values: readonly (number | null)[];
  /** Name of a colour of the style sheet, such as `--accent`. */
  color: string;
  text: (value: number) => string;
  bars?: boolean;
}

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The colour that a variable of the style sheet has now, in a form that a canvas takes. */
function colorOf(element: Element, name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}

/** `14:05`, or the day where it begins or the steps are days. */
function axisText(seconds: number, before: number | undefined): string {
  const [local, last] = [localOf(new Date(seconds * 1000), myZone), before === undefined ? null : localOf(new Date(before * 1000), myZone)];
  return last?.day === local.day && last.month === local.month ? `${local.hour}:${local.minute}` : `${local.day} ${local.month}`;
}

/** A chart over time. Its figures are also in the table beside it, so screen readers get a label only. */
export function Chart({ label, times, series, height = 150 }: { label: string; times: readonly number[]; series: readonly Series[]; height?: number }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current!;
    let plot: uPlot | null = null;
    const draw = (): void => {
      plot?.destroy();
      const axis = { stroke: colorOf(element, '--soft'), grid: { stroke: colorOf(element, '--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
      plot = new uPlot({
        width: element.clientWidth || 300,
        height,
        cursor: { y: false },
        scales: { y: { range: (_u, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
        axes: [{ ...axis, size: 26, space: 60, values: (_u, values) => values.map((value, i) => axisText(value, values[i - 1])) }, { ...axis, size: 64, values: (_u, values) => values.map(value => series[0]!.text(value)) }],
        series: [{ label: 'at', value: (_u: uPlot, value: number | null) => (value === null ? '–' : instantText(new Date(value * 1000), myZone, new Date())) }, ...series.map(one => {
          const color = colorOf(element, one.color);
          return {
            label: one.label, stroke: color, width: 1.5, points: { size: 5, fill: color }, value: (_u: uPlot, value: number | null) => (value === null ? '' : one.text(value)),
            ...(one.bars ? { paths: uPlot.paths.bars!({ size: [0.7, 26] }), fill: color, points: { show: false } } : {}),
          };
        })],
      }, [[...times], ...series.map(one => [...one.values])] as uPlot.AlignedData, element);
    };
    draw();
    const resize = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    dark.addEventListener('change', draw);
    return () => {
      resize.disconnect();
      dark.removeEventListener('change', draw);
      plot?.destroy();
    };
  }, [times, series, height]);
  return <div class="chart" ref={box} role="img" aria-label={label} />;
}
