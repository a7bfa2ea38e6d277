// Follows the kitchen and shows it. Whatever comes from orders is only ever set as text.

import * as chart from './chart.js';
import { Faces } from './faces.js';
import { after, countdown, number, perSecond, seconds, time } from './format.js';
import * as marks from './marks.js';
import * as town from './town.js';

const DOING = { i: 'has nothing to do', p: 'is cooking', s: 'is smoking', l: 'is at lunch' };
const STAGES = {
  cooking: 'waits for dough',
  leaving: 'on its way out',
  delivered: 'delivered',
  handed_back: 'handed back',
  dead_letter: 'dead letter',
};

// For a projector: large, and no tables.
const wall = new URLSearchParams(location.search).has('wall');
document.documentElement.classList.toggle('wall', wall);

const page = (id) => document.getElementById(id);
const faces = new Faces(page('faces'));
const said = {};
const listed = {};
// The first update comes at once, and then one in ten seconds at least. A stream that is silent for longer, in milliseconds, is
// held back on the way: proxies do that, and so does a network that is no longer there.
const PATIENCE_AT_FIRST = 5000;
const PATIENCE = 25000;

let source;
let retry;
// When there was last a sign of life, and how long to wait for the next.
let heard;
let patience;
let latest;
// How far this machine's clock is ahead of the kitchen's, in milliseconds.
let ahead = 0;
let frame;

// --- The stream ----------------------------------------------------------------------------------------------------------

function follow() {
  clearTimeout(retry);
  source?.close();
  source = undefined;
  // Nobody looks at a hidden page.
  if (document.hidden) {
    return;
  }
  wait(PATIENCE_AT_FIRST);
  source = new EventSource('api/kitchen/live');
  source.onmessage = (event) => {
    wait(PATIENCE);
    signal('page', 'good', 'live');
    receive(event.data);
  };
  source.onerror = () => {
    wait(PATIENCE_AT_FIRST);
    lost();
    // The browser itself comes back after a broken connection, but not after an answer that is none.
    if (source.readyState === EventSource.CLOSED) {
      retry = setTimeout(follow, 3000);
    }
  };
}

function wait(milliseconds) {
  heard = performance.now();
  patience = milliseconds;
}

function receive(text) {
  latest = JSON.parse(text);
  ahead = Date.now() - Date.parse(latest.at);
  frame ??= requestAnimationFrame(show);
}

function lost() {
  signal('page', 'bad', 'Maestro does not answer; trying again');
  document.body.classList.add('stale');
}

// Whatever holds a stream back lets an answer through that has an end.
async function watch() {
  if (!source || performance.now() - heard < patience) {
    return;
  }
  follow();
  try {
    const answer = await fetch('api/kitchen', { signal: AbortSignal.timeout(PATIENCE_AT_FIRST) });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(answer.statusText);
    }
    // Perhaps it was only that once.
    if (patience === PATIENCE_AT_FIRST) {
      signal('page', 'bad', 'live updates are held back on the way; looking every 5 seconds');
      receive(text);
    }
  } catch {
    lost();
  }
}

document.addEventListener('visibilitychange', follow);

// --- The page ------------------------------------------------------------------------------------------------------------

function show() {
  frame = undefined;
  document.body.classList.remove('stale');
  const kitchen = latest;
  signals(kitchen);
  orders(kitchen);
  brigade(kitchen.maestros, kitchen.recentOrders);
  town.show(kitchen.processes, kitchen.at, kitchen.nats.connected, wall);
  charts(kitchen);
  list('recent', kitchen.recentOrders, orderRow);
  list('letters', kitchen.deadLetters, letterRow);
  tick();
}

function signals({ nats, panettiere, maestros }) {
  const connected = nats.connected ? `connected, but no orders: ${nats.detail}` : `away: ${nats.detail}`;
  signal('nats', nats.consuming ? 'good' : 'bad', nats.consuming ? 'connected' : connected);
  signal('panettiere', panettiere.asleep ? 'bad' : 'good', panettiere.asleep ? 'asleep' : 'awake');
  page('signal-lapse').hidden = maestros.timeLapse === 1;
  text(page('signal-lapse').querySelector('b'), `${number(maestros.timeLapse)} times faster than life`);
}

function signal(name, state, words) {
  const element = page(`signal-${name}`);
  element.dataset.state = state;
  text(element.querySelector('b'), words);
  if (said[name] !== undefined && said[name] !== words) {
    page('news').textContent = `${element.firstChild.textContent}${words}`;
  }
  said[name] = words;
}

function orders({ orders: now, lastMinutes }) {
  text(page('waiting'), number(now.waiting));
  text(page('held'), number(now.held));
  text(page('claimed'), now.claimed > now.held ? `${number(now.claimed)} in all processes` : '');
  text(page('delivered'), number(now.delivered));
  text(page('rate'), perSecond(lastMinutes.deliveriesPerSecond.at(-1)));
  text(page('handed-back'), number(now.handedBack));
  text(page('dead-letters'), number(now.deadLetters));
}

function brigade(maestros, recent) {
  const { size, states, processing, smoking, lunching, idle } = maestros;
  const hidden = size - states.length;
  text(page('brigade-title'), size === 1 ? 'The maestro' : `The ${number(size)} maestros`);
  const cooking = recent.find((order) => order.stage === 'cooking' || order.stage === 'leaving');
  let doing = hidden ? `The first ${number(states.length)} are shown.` : '';
  if (size === 1) {
    doing = `The maestro ${DOING[states]}${states === 'p' && cooking ? ` order ${cooking.id}` : ''}.`;
  }
  text(page('doing'), doing);
  for (const [id, value] of Object.entries({ processing, smoking, lunching, idle })) {
    text(page(id), number(value));
  }
  const words = size === 1 ? doing
    : `${number(size)} maestros: ${number(processing)} cooking, ${number(smoking)} smoking, ${number(lunching)} at lunch, ${number(idle)} idle`;
  page('faces').setAttribute('aria-label', words);
  faces.show(states);
}

function charts({ at, lastMinutes, events }) {
  const { step, deliveriesPerSecond, oldestWaitingSeconds } = lastMinutes;
  chart.draw(page('chart-rate'), deliveriesPerSecond, 'Orders delivered a second', perSecond);
  text(page('chart-rate-now'), perSecond(deliveriesPerSecond.at(-1)));
  chart.draw(page('chart-oldest'), oldestWaitingSeconds, 'Age of the oldest waiting order', seconds);
  const known = marks.write(events);
  const place = chart.placeOf(Date.parse(at), step, deliveriesPerSecond.length);
  for (const id of ['rate', 'oldest']) {
    marks.draw(page(`chart-${id}`), page(`flags-${id}`), known, place);
  }
}

// What runs on by itself between two updates.
function tick() {
  if (!latest) {
    return;
  }
  const now = Date.now() - ahead;
  const { nextLunch, lunching, size } = latest.maestros;
  const untilLunch = (Date.parse(nextLunch) - now) / 1000;
  let lunch = 'none';
  if (size === 1 && lunching) {
    lunch = 'now';
  } else if (nextLunch) {
    lunch = untilLunch > 0 ? `in ${countdown(untilLunch)}` : 'due, after what is in hand';
  }
  text(page('lunch'), lunch);
  const since = latest.orders.oldestWaiting;
  const age = since ? seconds(Math.max(0, now - Date.parse(since)) / 1000) : '';
  text(page('oldest'), age && `the oldest for ${age}`);
  text(page('chart-oldest-now'), age || '0 s');
}

// --- Tables --------------------------------------------------------------------------------------------------------------

function list(id, items, row) {
  const now = JSON.stringify(items);
  if (listed[id] === now) {
    return;
  }
  listed[id] = now;
  page(`${id}-none`).hidden = items.length > 0;
  page(id).replaceChildren(...items.map(row));
}

function orderRow(order, i, all) {
  const personal = all.some((other) => other.username ?? other.destination);
  const traced = all.some((other) => other.trace);
  for (const heading of page('recent-head').querySelectorAll('[class]')) {
    heading.hidden = heading.className === 'personal' ? !personal : !traced;
  }
  const pizza = [order.size, ...order.toppings.length ? [`with ${order.toppings.join(', ')}`] : [],
    ...order.border === 'none' ? [] : [`${order.border.replace('_', ' ')} border`]].join(' ');
  const stage = cell(order.reason ? `${STAGES[order.stage]}: ${order.reason}` : STAGES[order.stage]);
  stage.className = `stage-${order.stage}`;
  const row = [cell(order.id), cell(pizza)];
  if (personal) {
    row.push(cell([order.username, order.destination].filter(Boolean).join(', ')));
  }
  row.push(cell(number(order.maestro)), stage, brief(time(order.arrived)), brief(after(order.arrived, order.started)),
    brief(after(order.arrived, order.dough)), brief(after(order.arrived, order.ended)));
  if (traced) {
    row.push(link(order));
  }
  return filled('tr', row);
}

function letterRow(letter) {
  return filled('tr', [cell(letter.id), cell(letter.detail ? `${letter.reason}: ${letter.detail}` : letter.reason),
    cell(number(letter.deliveries)), brief(time(letter.written))]);
}

function link(order) {
  if (!order.trace) {
    return cell('');
  }
  const anchor = document.createElement('a');
  anchor.href = order.trace;
  anchor.textContent = 'trace';
  anchor.setAttribute('aria-label', `Trace of order ${order.id}`);
  return filled('td', [anchor]);
}

function cell(content) {
  const element = document.createElement('td');
  element.textContent = content;
  return element;
}

function brief(content) {
  const element = cell(content);
  element.className = 'brief';
  return element;
}

function filled(name, children) {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}

function text(element, content) {
  if (element.textContent !== content) {
    element.textContent = content;
  }
}

setInterval(tick, 250);
setInterval(marks.announce, 500);
setInterval(watch, 500);
follow();
