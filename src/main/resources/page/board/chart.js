// A small chart of the last minutes, in an svg of 300 by 80.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 80;

/** Draws the values, of which some may be null, and says them in words. */
export function draw(svg, values, label, inWords) {
  const most = Math.max(...values.map((value) => value ?? 0));
  const scale = (HEIGHT - 6) / (most || 1);
  const step = WIDTH / Math.max(1, values.length - 1);
  const y = (value) => HEIGHT - (value ?? 0) * scale;
  const points = values.map((value, i) => ({ x: i * step, y: y(value), known: value !== null }));
  const known = points.filter((point) => point.known);

  const line = known.map((point, i) => `${i ? 'L' : 'M'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join('');
  path(svg, 'chart-line', line);
  path(svg, 'chart-area', known.length ? `${line}L${known.at(-1).x.toFixed(1)} ${HEIGHT}L${known[0].x.toFixed(1)} ${HEIGHT}Z` : '');
  svg.setAttribute('aria-label', `${label}: now ${inWords(values.at(-1) ?? 0)}, at most ${inWords(most)} in the last five minutes`);
}

/**
 * Where on the chart a moment is, from 0 to 1: a function of that moment. A point stands for the middle of its step.
 *
 * @param end the moment of the last point's end, in milliseconds
 * @param step seconds from one point to the next
 * @param points how many there are
 */
export function placeOf(end, step, points) {
  return (moment) => {
    const steps = points - (end - Date.parse(moment)) / (step * 1000) - 0.5;
    return Math.min(1, Math.max(0, steps / (points - 1)));
  };
}

function path(svg, name, data) {
  let element = svg.querySelector(`.${name}`);
  if (!element) {
    element = document.createElementNS(SVG, 'path');
    element.setAttribute('class', name);
    svg.append(element);
  }
  element.setAttribute('d', data);
}
