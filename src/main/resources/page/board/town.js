// The processes that claim from the same consumer: who is there, who leads, who is gone.

import { number, time } from './format.js';

const MOST_ON_A_WALL = 6;
const MOST_ENDED_ON_A_WALL = 3;
const RECENT = 60000;

const page = (id) => document.getElementById(id);
const isHere = (process) => process.state === 'self' || process.state === 'here';
const tiles = new Map();

/** Shows the processes, at a moment of the kitchen's time. */
export function show(processes, at, connected, wall) {
  page('town').hidden = processes.length === 1;
  const here = processes.filter(isHere);
  const most = Math.max(...processes.map((process) => process.delivered));
  const leader = here.reduce((best, process) => (process.delivered > best.delivered ? process : best));
  const shown = wall ? ofNote(processes, Date.parse(at)) : processes;
  const away = processes.length - here.length;
  text(page('town-title'), here.length === 1 ? 'The town: one process' : `The town: ${number(here.length)} processes`);
  const sum = (field) => number(here.reduce((all, process) => all + process[field], 0));
  text(page('town-sum'), [`In all ${sum('maestros')} maestros, ${sum('held')} orders in hand, ${sum('delivered')} delivered`,
    ...away ? [`${number(away)} of the processes ended`] : [],
    ...shown.length < processes.length ? [`${number(processes.length - shown.length)} more are not shown`] : [],
    ...connected ? [] : ['NATS is away: the others are as they last were heard'],
  ].join('; ') + '.');
  const ids = new Set(shown.map((process) => process.id));
  for (const [id, tile] of tiles) {
    if (!ids.has(id)) {
      tile.root.remove();
      tiles.delete(id);
    }
  }
  shown.forEach((process, i) => {
    const tile = tiles.get(process.id) ?? made(process.id);
    fill(tile, process, process === leader && leader.delivered > 0, most, wall);
    if (page('processes').children[i] !== tile.root) {
      page('processes').insertBefore(tile.root, page('processes').children[i] ?? null);
    }
  });
}

// Some of those who have just ended, and then those who have delivered most.
function ofNote(processes, now) {
  const ended = processes.filter((process) => !isHere(process) && now - Date.parse(process.heard) < RECENT)
    .sort((a, b) => Date.parse(b.heard) - Date.parse(a.heard)).slice(0, MOST_ENDED_ON_A_WALL);
  const here = processes.filter(isHere).sort((a, b) => b.delivered - a.delivered);
  const best = new Set([...ended, ...here].slice(0, MOST_ON_A_WALL));
  return processes.filter((process) => best.has(process));
}

function made(id) {
  const tile = { root: element('li', 'process'), name: element('h3'), label: element('span'), leads: element('span', 'leads'), bar: element('div', 'bar'),
    share: element('div'), orders: element('p', 'orders'), people: element('p', 'detail people'), standing: element('p', 'standing') };
  tile.leads.textContent = '★ leads';
  tile.bar.append(tile.share);
  tile.bar.setAttribute('aria-hidden', 'true');
  tile.name.append(tile.label, ' ', tile.leads);
  tile.root.append(tile.name, tile.standing, tile.bar, tile.orders, tile.people);
  tiles.set(id, tile);
  return tile;
}

function fill(tile, process, leads, most, wall) {
  tile.root.dataset.state = process.state;
  text(tile.label, process.state === 'self' ? `${process.name} (this one)` : process.name);
  tile.leads.hidden = !leads;
  tile.share.style.width = `${most ? (100 * process.delivered) / most : 0}%`;
  const lately = wall ? '' : `, ${number(process.deliveredLastMinute)} in the last minute`;
  // Nobody knows what one who is gone has in hand.
  const gone = process.state === 'gone';
  text(tile.orders, `${number(process.delivered)} delivered${
    gone ? `; held ${number(process.held)}` : `${lately}; ${number(process.held)} in hand`}`);
  tile.people.hidden = gone;
  text(tile.people, process.maestros === 1 ? `One maestro, ${doing(process)}`
    : `${number(process.maestros)} maestros: ${number(process.processing)} cooking, ${number(process.smoking)} smoking, ${
      number(process.lunching)} at lunch, ${number(process.idle)} idle`);
  const standing = said(process, wall);
  tile.standing.hidden = !standing;
  text(tile.standing, standing);
}

function said(process, wall) {
  switch (process.state) {
    case 'left':
      return `− told to end; last heard of at ${time(process.heard)}`;
    case 'gone':
      return `× not heard of since ${time(process.heard)}${process.held ? `; ${comeBack(process.held, wall)}` : ''}`;
    default:
      return process.consuming ? '' : '▽ can claim no orders now';
  }
}

function comeBack(held, wall) {
  if (wall) {
    return 'its orders come back';
  }
  return `${held === 1 ? 'the order that it held comes' : `the ${number(held)} orders that it held come`} back after the ack wait`;
}

function doing({ processing, smoking, lunching }) {
  if (processing) {
    return 'cooking';
  }
  if (smoking) {
    return 'smoking';
  }
  return lunching ? 'at lunch' : 'idle';
}

function element(name, className) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  return made;
}

function text(target, content) {
  if (target.textContent !== content) {
    target.textContent = content;
  }
}
