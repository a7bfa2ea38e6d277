// What happened: marks on the charts, the legend of those that are there, and the last of it in words.

import { time } from './format.js';

// Each kind has a symbol, and each tone a colour and a pattern of its line.
const KINDS = {
  nats_lost: { symbol: '▼', tone: 'bad', name: 'NATS lost' },
  nats_back: { symbol: '▲', tone: 'good', name: 'NATS back' },
  orders_lost: { symbol: '▽', tone: 'bad', name: 'no orders can be claimed' },
  orders_back: { symbol: '△', tone: 'good', name: 'orders can be claimed again' },
  panettiere_asleep: { symbol: 'z', tone: 'bad', name: 'the Panettiere sleeps' },
  panettiere_awake: { symbol: '!', tone: 'good', name: 'the Panettiere is awake' },
  lunch: { symbol: '○', tone: 'note', name: 'lunch' },
  process_came: { symbol: '+', tone: 'good', name: 'a process comes' },
  process_leaves: { symbol: '−', tone: 'note', name: 'a process leaves' },
  process_gone: { symbol: '×', tone: 'bad', name: 'a process is gone' },
  stage: { symbol: '◆', tone: 'note', name: 'a scene’s step' },
};
const TONES = ['bad', 'good', 'note'];
const ROWS = 2;
const SYMBOL_WIDTH = 20;
const MOST_IN_WORDS = 8;
const PAUSE_BETWEEN_NEWS = 5000;
// What the signals at the top say, and what happens all the time, is not read out once more.
const SILENT = ['nats_lost', 'nats_back', 'panettiere_asleep', 'panettiere_awake', 'lunch'];

const page = (id) => document.getElementById(id);
const key = (event) => `${event.kind} ${event.at}`;

let drawn = '';
let seen;
let news = [];
let told = 0;

/** Draws the events on a chart and above it; place says where a moment is on the chart, from 0 to 1. */
export function draw(svg, flags, events, place) {
  const height = svg.viewBox.baseVal.height;
  const width = svg.viewBox.baseVal.width;
  for (const tone of TONES) {
    const lines = events.filter((event) => KINDS[event.kind].tone === tone);
    path(svg, `mark mark-${tone}`).setAttribute('d',
      lines.map((event) => `M${(place(event.at) * width).toFixed(1)} 0V${height}`).join(''));
  }
  const least = SYMBOL_WIDTH / Math.max(1, flags.clientWidth);
  const rows = Array.from({ length: ROWS }, () => []);
  const symbols = [];
  // Where there is no room for all, trouble comes first and then what is newest; the others have their lines alone.
  for (const event of TONES.flatMap((tone) => events.filter((one) => KINDS[one.kind].tone === tone))) {
    const x = place(event.at);
    const row = rows.findIndex((taken) => taken.every((other) => Math.abs(other - x) >= least));
    if (row >= 0) {
      rows[row].push(x);
      const flag = symbol(event.kind);
      flag.style.left = `${(x * 100).toFixed(2)}%`;
      flag.dataset.row = row;
      symbols.push(flag);
    }
  }
  flags.replaceChildren(...symbols);
}

/** Writes the legend and the last events, and tells those who listen what is new. */
export function write(events) {
  const known = events.filter((event) => KINDS[event.kind]);
  const now = JSON.stringify(known);
  if (now !== drawn) {
    drawn = now;
    const kinds = Object.keys(KINDS).filter((kind) => known.some((event) => event.kind === kind));
    page('legend').replaceChildren(...kinds.map((kind) => item(symbol(kind), ` ${KINDS[kind].name}`)));
    page('legend').hidden = kinds.length === 0;
    page('events').replaceChildren(...known.slice(0, MOST_IN_WORDS).map((event) => {
      const moment = document.createElement('time');
      moment.dateTime = event.at;
      moment.textContent = time(event.at);
      return item(moment, ' ', symbol(event.kind), ` ${event.text}`);
    }));
    page('events-none').hidden = known.length > 0;
    collect(known);
  }
  return known;
}

/** Says what has not been said yet, not more often than people can listen. */
export function announce() {
  if (news.length > 0 && performance.now() - told >= PAUSE_BETWEEN_NEWS) {
    told = performance.now();
    const more = news.length - 1;
    page('news').textContent = news[0].text + (more ? `, and ${more} more` : '');
    news = [];
  }
}

function collect(events) {
  if (seen) {
    news.unshift(...events.filter((event) => !seen.has(key(event)) && !SILENT.includes(event.kind)));
  }
  seen = new Set(events.map(key));
}

function symbol(kind) {
  const element = document.createElement('span');
  element.className = `symbol tone-${KINDS[kind].tone}`;
  element.setAttribute('aria-hidden', 'true');
  element.textContent = KINDS[kind].symbol;
  return element;
}

function item(...content) {
  const element = document.createElement('li');
  element.append(...content);
  return element;
}

function path(svg, name) {
  let element = svg.querySelector(`.${name.replace(' ', '.')}`);
  if (!element) {
    element = document.createElementNS(svg.namespaceURI, 'path');
    element.setAttribute('class', name);
    svg.append(element);
  }
  return element;
}
